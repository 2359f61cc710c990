import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signatureOf } from '../../sandbox/linkedin/sign.ts';
import { ana, callsTo, encoded, headers, us } from './support/linkedin.ts';
import { organization, startTestSandbox, type TestSandbox } from './support/sandbox.ts';

let sandbox: TestSandbox;
let calls: ReturnType<typeof callsTo>;
let other: string;
let post: string;
const day = 86_400_000;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startTestSandbox({ now: () => now });
  calls = callsTo(sandbox);
  other = await calls.publish('An older one');
  post = await calls.publish('Launch day [really]');
});
afterAll(() => sandbox.close());

describe('signatures', () => {
  test.each([
    {
      variant: undefined,
      expected: '33097381dd7b58e819db6bb894c29085d26b2271214320fab9847aa81edc6d1d',
    },
    {
      variant: 'prefixed_header',
      expected: 'hmacsha256=33097381dd7b58e819db6bb894c29085d26b2271214320fab9847aa81edc6d1d',
    },
    {
      variant: 'body',
      expected: 'a005c14b94206941692a325ebbe80b1736332bfc8c38b2781e33964ace15486c',
    },
  ])('equal the known answers ($variant)', ({ variant, expected }) => {
    const body = Buffer.from('{"type":"X"}');
    expect(signatureOf('test_client_secret', body, variant)).toBe(expected);
  });
});

describe('a call', () => {
  const me = `organizations/${organization.externalId}`;
  test.each([
    { lacks: 'a token', more: { authorization: '' }, status: 401, code: 65604 },
    { lacks: 'a good token', more: { authorization: 'Bearer no' }, status: 401, code: 65600 },
    { lacks: 'an active version', more: { 'linkedin-version': '202301' }, status: 426 },
    { lacks: 'a version that is one', more: { 'linkedin-version': '2026-07' }, status: 400 },
    { lacks: 'the protocol', more: { 'x-restli-protocol-version': '1.0.0' }, status: 400 },
  ])('that lacks $lacks is refused with $status', async ({ more, status, code }) => {
    const refused = await calls.rest('GET', me, undefined, more);
    expect(refused.body).toMatchObject({
      status,
      message: expect.any(String) as string,
      ...(code !== undefined && { serviceErrorCode: code }),
    });
  });

  test('without a version is told to have one', async () => {
    const { 'linkedin-version': _version, ...without } = headers;
    const refused = await sandbox.call('GET', `/linkedin/rest/${me}`, undefined, without);
    expect(refused.body).toMatchObject({ status: 400, code: 'VERSION_MISSING' });
  });

  test.each([
    { what: 'colons', path: `socialActions/urn:li:share:7/comments` },
    {
      what: 'brackets',
      path: 'socialActions/urn%3Ali%3Acomment%3A(urn%3Ali%3Aactivity%3A1,2)/comments',
    },
  ])('with $what that are not encoded is a syntax error', async ({ path }) => {
    const refused = await calls.rest('GET', path);
    expect(refused.body).toMatchObject({ status: 400, code: 'ILLEGAL_ARGUMENT' });
  });

  test('to something that is not there is told so', async () => {
    expect((await calls.rest('GET', 'messages')).body).toMatchObject({
      status: 404,
      code: 'RESOURCE_NOT_FOUND',
    });
  });
});

describe('comments', () => {
  test('are answered below, in the ledger, and read back', async () => {
    const id = await calls.says('When in EU?');
    const answered = await calls.answer(post, 'December', id);
    expect(answered.status).toBe(201);
    const number = answered.headers.get('x-restli-id');
    const urn = String(answered.body['commentUrn']);
    expect(urn).toMatch(
      new RegExp(String.raw`^urn:li:comment:\(urn:li:activity:\d{19},${number}\)$`),
    );
    expect(answered.body).toMatchObject({
      ...{ id: number, actor: us, parentComment: id, message: { text: 'December' } },
      created: { actor: us, impersonator: 'urn:li:person:hbAdm1n-01' },
    });
    const top = await calls.rest('GET', `${calls.commentsPath(post)}?start=0&count=50`);
    expect(top.body['elements']).toMatchObject([
      {
        ...{ commentUrn: id, actor: ana, message: { text: 'When in EU?' } },
        commentsSummary: { totalFirstLevelComments: 1 },
      },
    ]);
    const below = await calls.rest('GET', calls.commentsPath(id));
    expect(below.body).toMatchObject({
      elements: [{ commentUrn: urn, parentComment: id }],
      paging: { start: 0, count: 10, links: [] },
    });
    const single = await calls.rest('GET', `${calls.commentsPath(post)}/${number}`);
    expect(single.body).toMatchObject({ commentUrn: urn });
    expect(await sandbox.ledger(`?customer=${encoded(ana)}`)).toMatchObject([
      { platformMessageId: urn, text: 'December', replyTo: id, postId: post },
    ]);
  });

  test('are numbered beyond what a double holds, and are all different', async () => {
    const ids = await Promise.all([1, 2, 3].map((it) => calls.says(`number ${it}`)));
    const numbers = ids.map((it) => Number(it.split(',')[1]?.replace(')', '')));
    expect(numbers.every((it) => it > Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(new Set(ids).size).toBe(3);
  });

  test('are paged', async () => {
    for (const text of ['a', 'b', 'c']) await calls.says(text, { post: other });
    const texts = async (start: number) =>
      (await calls.rest('GET', `${calls.commentsPath(other)}?start=${start}&count=2`)).body[
        'elements'
      ]?.map((it) => it['message']?.['text']);
    expect(await texts(0)).toEqual(['a', 'b']);
    expect(await texts(2)).toEqual(['c']);
    const refused = await calls.rest('GET', `${calls.commentsPath(other)}?start=-1`);
    expect(refused.status).toBe(400);
  });

  test.each([
    { why: 'a picture', more: { content: [{ entity: { image: 'x' } }] }, status: 403 },
    { why: 'an unknown field', more: { metadata: 'mine' }, status: 403 },
    { why: 'somebody else’s name', more: { actor: 'urn:li:organization:1' }, status: 403 },
    { why: 'another object', more: { object: 'urn:li:share:7' }, status: 400 },
    { why: 'no words', more: { message: { text: ' ' } }, status: 400 },
    { why: 'too many words', more: { message: { text: 'x'.repeat(1251) } }, status: 400 },
    {
      why: 'a mention beyond its end',
      more: {
        message: {
          text: 'Hi',
          attributes: [{ start: 1, length: 5, value: { person: { person: ana } } }],
        },
      },
      status: 400,
    },
  ])('with $why are refused', async ({ more, status }) => {
    const before = (await sandbox.ledger()).length;
    const refused = await calls.answer(post, 'Hi', undefined, more);
    expect(refused.body).toMatchObject({ status });
    expect(await sandbox.ledger()).toHaveLength(before);
  });

  test('may name somebody', async () => {
    const attributes = [{ start: 3, length: 3, value: { person: { person: ana } } }];
    const said = await calls.answer(post, 'Hi Ana', undefined, {
      message: { text: 'Hi Ana', attributes },
    });
    expect(said.body['message']).toEqual({ text: 'Hi Ana', attributes });
  });

  test('have two levels, and an answer is not answered', async () => {
    const id = await calls.says('First');
    const second = String((await calls.answer(post, 'Second', id)).body['commentUrn']);
    expect((await calls.answer(post, 'Third', second)).status).toBe(400);
    // The parent alone, or the post's path with the parent, mean the same.
    const byBody = await calls.rest('POST', calls.commentsPath(post), {
      ...{ actor: us, object: post, message: { text: 'By body' }, parentComment: id },
    });
    expect(byBody.body).toMatchObject({ parentComment: id });
  });

  test('of ours are worded anew; of others’ not; and both are deleted below our post', async () => {
    const theirs = await calls.says('You are crooks');
    const ours = await calls.answer(post, 'We are nto', theirs);
    const actor = `?actor=${encoded(us)}`;
    const one = (urn: string) =>
      `${calls.commentsPath(post)}/${urn.split(',')[1]?.replace(')', '') ?? ''}${actor}`;
    const patch = { patch: { message: { $set: { text: 'We are not' } } } };
    const edit = (urn: string, more: object) =>
      calls.rest('POST', one(urn), patch, more as Record<string, string>);
    const ownUrn = String(ours.body['commentUrn']);
    const partial = { 'x-restli-method': 'PARTIAL_UPDATE' };
    expect((await edit(ownUrn, {})).status).toBe(405);
    expect((await edit(ownUrn, partial)).body).toMatchObject({ message: { text: 'We are not' } });
    expect((await edit(theirs, partial)).status).toBe(403);
    expect((await calls.rest('DELETE', one(theirs))).status).toBe(204);
    expect((await calls.rest('DELETE', one(theirs))).status).toBe(404);
    // What stood below it is gone with it.
    expect((await calls.rest('DELETE', one(ownUrn))).status).toBe(404);
    const lines = await sandbox.ledger();
    expect(lines.slice(-2)).toMatchObject([
      { action: 'edit', platformMessageId: ownUrn, text: 'We are not' },
      { action: 'delete', platformMessageId: theirs },
    ]);
  });

  test('are liked once, and unliked', async () => {
    const id = await calls.says('Lovely');
    const like = (reactionType: string) =>
      calls.rest('POST', `reactions?actor=${encoded(us)}`, { root: id, reactionType });
    const key = `reactions/(actor:${encoded(us)},entity:${encoded(id)})`;
    expect((await like('MAYBE')).status).toBe(400);
    expect((await like('LIKE')).body).toMatchObject({ id: `urn:li:reaction:(${us},${id})` });
    expect((await like('LIKE')).status).toBe(409);
    expect((await calls.rest('GET', key)).body).toMatchObject({ reactionType: 'LIKE' });
    expect((await calls.rest('DELETE', key)).status).toBe(204);
    expect((await calls.rest('DELETE', key)).status).toBe(404);
    const lines = await sandbox.ledger();
    expect(lines.slice(-2).map((it) => it['action'])).toEqual(['like', 'unlike']);
  });

  test('show the picture that a customer put there', async () => {
    const id = await calls.says('See', { attachments: [{ kind: 'image' }] });
    const number = id.split(',')[1]?.replace(')', '') ?? '';
    const read = await calls.rest('GET', `${calls.commentsPath(post)}/${number}`);
    const [picture] = read.body['content'] ?? [];
    expect(picture).toMatchObject({ type: 'IMAGE' });
    expect((await fetch(String(picture?.['url']))).headers.get('content-type')).toBe('image/png');
  });
});

describe('a post that names the organization', () => {
  test('is answered, though not read', async () => {
    const mention = await calls.says('Hey @Harbour Outfitters', { kind: 'mention' });
    expect(mention).toMatch(/^urn:li:share:\d{19}$/);
    expect((await calls.answer(mention, 'Hello')).status).toBe(201);
    expect((await sandbox.ledger()).at(-1)).toMatchObject({ postId: mention, replyTo: mention });
    expect((await calls.rest('GET', calls.commentsPath(mention))).status).toBe(403);
    expect((await calls.rest('GET', `posts/${encoded(mention)}`)).status).toBe(403);
  });

  test.each(['dm', 'review'])('is all there is beside comments: a %s is not', async (kind) => {
    const refused = await sandbox.inbound('linkedin', { kind, customer: ana, text: 'Hi' });
    expect(refused.body).toMatchObject({ status: 400, detail: expect.stringContaining(kind) });
  });
});

describe('lookups', () => {
  test('give posts by the names of shares, their text escaped', async () => {
    const found = await calls.rest('GET', `posts/${encoded(post)}`);
    expect(found.body).toMatchObject({
      ...{ id: post, author: us, lifecycleState: 'PUBLISHED' },
      commentary: String.raw`Launch day \[really\]`,
    });
    expect((await calls.rest('GET', `posts/${encoded('urn:li:activity:71000')}`)).status).toBe(400);
  });

  test('give the own organization, its number a number, and who is its administrator', async () => {
    const found = await calls.rest('GET', `organizations/${organization.externalId}`);
    expect(found.body).toMatchObject({ id: 5150001, localizedName: 'Harbour Outfitters' });
    expect((await calls.rest('GET', 'organizations/1')).status).toBe(403);
    const query = 'q=roleAssignee&role=ADMINISTRATOR&state=APPROVED';
    const roles = await calls.rest('GET', `organizationAcls?${query}`);
    expect(roles.body['elements']).toMatchObject([{ organization: us, state: 'APPROVED' }]);
  });

  test('give people’s names to approved partners only', async () => {
    await calls.says('Hi', { customer: { id: ana, name: 'Ana López' } });
    expect((await calls.rest('GET', 'people/(id:AbC)')).status).toBe(403);
    await calls.setGrant({ seesPeople: true });
    const found = await calls.rest('GET', 'people/(id:AbC)');
    await calls.setGrant({ seesPeople: false });
    expect(found.body).toMatchObject({ localizedFirstName: 'Ana', localizedLastName: 'López' });
  });
});

describe('a grant', () => {
  test.each([
    {
      of: 'reading alone',
      change: { scopes: ['r_organization_social_feed'] },
      may: { read: 200, write: 403, administer: 403 },
    },
    {
      of: 'the older scopes',
      change: { scopes: ['r_organization_social', 'w_organization_social'] },
      may: { read: 200, write: 201, administer: 403 },
    },
    {
      of: 'a poster of jobs',
      change: { role: 'RECRUITING_POSTER' },
      may: { read: 403, write: 201, administer: 403 },
    },
  ])('of $of goes as far as that', async ({ change, may }) => {
    await calls.setGrant(change);
    const read = await calls.rest('GET', calls.commentsPath(post));
    const write = await calls.answer(post, 'Hello');
    const administer = await calls.rest('GET', `organizations/${organization.externalId}`);
    await calls.setGrant({
      role: 'ADMINISTRATOR',
      scopes: ['r_organization_social_feed', 'w_organization_social_feed', 'rw_organization_admin'],
    });
    expect({ read: read.status, write: write.status, administer: administer.status }).toEqual(may);
  });

  test('lasts 60 days, is renewed for a year, and ends when the member takes it back', async () => {
    const { clientId = '', clientSecret = '', refreshToken = '' } = organization.credentials;
    const form = {
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
      ...{ client_id: clientId, client_secret: clientSecret },
    };
    const started = now;
    now = started + 61 * day;
    expect((await calls.rest('GET', calls.commentsPath(post))).body).toMatchObject({
      ...{ status: 401, serviceErrorCode: 65602, code: 'EXPIRED_ACCESS_TOKEN' },
    });
    expect((await calls.refresh({ ...form, client_secret: 'no' })).status).toBe(401);
    expect((await calls.refresh({ ...form, refresh_token: 'no' })).status).toBe(400);
    const renewed = (await (await calls.refresh(form)).json()) as Record<string, unknown>;
    expect(renewed).toMatchObject({ expires_in: 5_184_000, refresh_token: refreshToken });
    expect(renewed['refresh_token_expires_in']).toBe((365 - 61) * 86_400);
    const authorization = `Bearer ${String(renewed['access_token'])}`;
    const read = () => calls.rest('GET', calls.commentsPath(post), undefined, { authorization });
    expect((await read()).status).toBe(200);
    await calls.setGrant({ isRevoked: true });
    expect((await read()).body).toMatchObject({ status: 401, serviceErrorCode: 65601 });
    expect((await calls.refresh(form)).status).toBe(400);
    await calls.setGrant({ isRevoked: false });
    now = started + 366 * day;
    expect(await (await calls.refresh(form)).json()).toMatchObject({ error: 'invalid_grant' });
    now = started;
  });
});
