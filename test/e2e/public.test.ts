/** What customers say in public, from the platform to the answer below it, over HTTP only. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, call, until } from '../support/client.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

interface Conversation {
  id: string;
  accountId: string;
  status: string;
  assignedTo?: string;
  sla: { firstResponse?: { status: string } };
  metadata: {
    source: string;
    postId?: string;
    postUrl?: string;
    linkedConversations?: { id: string; is: string }[];
  };
}
interface Message {
  id: string;
  direction: string;
  content: string;
  deliveryStatus: string;
  platformMessageId?: string;
  metadata: Record<string, unknown>;
}
interface Line {
  text: string;
  platformMessageId: string;
  replyTo?: string;
  action?: string;
  postId?: string;
}
interface Page<T> {
  data: T[];
}

let desk: RunningDesk;
let tokens: Record<string, string>;
beforeAll(async () => {
  desk = await startDesk();
  tokens = Object.fromEntries(desk.credentials.users.map(({ role, token }) => [role, token]));
  const { data } = await api<Page<{ id: string }>>('GET', '/agents?limit=100');
  for (const { id } of data) {
    await api('PUT', `/agents/${id}/availability`, { body: { availability: 'online' } });
  }
}, 180_000);
afterAll(() => desk.stop(), 60_000);

const api = <T>(method: string, path: string, options: Parameters<typeof call>[3] = {}) =>
  ask<T>(desk.api, method, `/api/v1${path}`, { token: desk.credentials.adminToken, ...options });
const asRole = (role: string, method: string, path: string, body: unknown = {}) =>
  call(desk.api, method, `/api/v1${path}`, { token: tokens[role] ?? '', body });
const happens = (inbound: object) =>
  ask<{ platformMessageId: string }>(desk.sandbox, 'POST', '/sandbox/facebook/inbound', {
    body: inbound,
  });
const ledgerOf = async (customer: string) =>
  (await ask<Page<Line>>(desk.sandbox, 'GET', `/sandbox/ledger?customer=${customer}`)).data;

/** The customer's conversation of that source, once `holds`. */
const conversationOf = (
  name: string,
  source: string,
  holds: (found: Conversation) => boolean = () => true,
) =>
  until(
    async () =>
      (await api<Page<Conversation>>('GET', `/conversations?q=${name}&limit=10`)).data.find(
        ({ metadata }) => metadata.source === source,
      ),
    (found) => found !== undefined && holds(found),
  ).then((found) => found as Conversation);
const messagesOf = async ({ id }: Conversation) =>
  (await api<Page<Message>>('GET', `/conversations/${id}/messages?limit=100`)).data;
const answered = async (conversation: Conversation, content: string) => {
  const { id } = await api<Message>('POST', `/conversations/${conversation.id}/messages`, {
    body: { content },
  });
  return until(
    async () => (await messagesOf(conversation)).find((it) => it.id === id),
    (it) => it?.deliveryStatus === 'sent',
  ).then((it) => it as Message);
};

describe('comments', () => {
  test('of two customers below one post are two conversations, each answered below its comment', async () => {
    const [una, vito] = ['Una Under', 'Vito Voll'];
    const first = await happens({
      ...{ kind: 'comment', customer: { id: '2401001', name: una }, text: 'Is it back in 42?' },
    });
    const second = await happens({
      ...{ kind: 'comment', customer: { id: '2401002', name: vito }, text: 'I want one too' },
      replyTo: first.platformMessageId,
    });
    const ofUna = await conversationOf(
      una,
      'comment',
      ({ assignedTo }) => assignedTo !== undefined,
    );
    const ofVito = await conversationOf(vito, 'comment');
    expect(ofUna.id).not.toBe(ofVito.id);
    expect(ofUna.metadata.postId).toBe(ofVito.metadata.postId);
    expect(ofUna.metadata.postUrl).toContain('facebook.com');
    expect((await messagesOf(ofVito))[0]?.metadata).toMatchObject({
      parentId: first.platformMessageId,
    });

    await answered(ofVito, 'From Monday on, Vito');
    const reply = await answered(ofUna, 'From Monday on, Una');
    expect(await ledgerOf('2401001')).toMatchObject([
      {
        ...{ text: 'From Monday on, Una', replyTo: first.platformMessageId },
        platformMessageId: reply.platformMessageId,
      },
    ]);
    expect(await ledgerOf('2401002')).toMatchObject([{ replyTo: second.platformMessageId }]);
    // The workflow hears of it after the message has its tick.
    await conversationOf(una, 'comment', ({ sla }) => sla.firstResponse?.status === 'met');
    // Its own webhook brought it back: it is no second message, in neither conversation.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const texts = async (of: Conversation) => (await messagesOf(of)).map(({ content }) => content);
    expect(await texts(ofUna)).toEqual(['Is it back in 42?', 'From Monday on, Una']);
    expect(await texts(ofVito)).toEqual(['I want one too', 'From Monday on, Vito']);
  });

  test('are edited and taken back by their authors', async () => {
    const customer = { id: '2401003', name: 'Wanda Wort' };
    const { platformMessageId } = await happens({ kind: 'comment', customer, text: 'Rubish' });
    const conversation = await conversationOf(customer.name, 'comment');
    await happens({ kind: 'comment', customer, text: 'Rubbish', edit: platformMessageId });
    await until(
      () => messagesOf(conversation),
      ([only]) => only?.content === 'Rubbish' && only.metadata['editedAt'] !== undefined,
    );
    await happens({ kind: 'comment', customer, remove: platformMessageId });
    await until(
      () => messagesOf(conversation),
      ([only]) => only?.content === '' && only.metadata['unsentAt'] !== undefined,
    );
  });

  test('are hidden, shown, liked and deleted: by whom it may, once, and told in the timeline', async () => {
    const customer = { id: '2401004', name: 'Xaver Zorn' };
    await happens({ kind: 'comment', customer, text: 'Crooks!' });
    const conversation = await conversationOf(customer.name, 'comment');
    const [comment] = await messagesOf(conversation);
    const on = (role: string, name: string) =>
      asRole(role, 'POST', `/messages/${comment?.id ?? ''}/${name}`);
    expect((await on('agent', 'hide')).status).toBe(403);
    expect(await on('supervisor', 'hide')).toMatchObject({
      status: 200,
      body: { action: 'hide', status: 'done' },
    });
    expect((await messagesOf(conversation))[0]?.metadata['hiddenAt']).toBeDefined();
    expect((await on('agent', 'like')).body).toMatchObject({ status: 'done' });
    const keyed = { token: tokens['supervisor'] ?? '', body: {} };
    const headers = { 'idempotency-key': 'delete-once' };
    for (let times = 0; times < 2; times += 1) {
      const path = `/api/v1/messages/${comment?.id ?? ''}/delete`;
      const deleted = await call(desk.api, 'POST', path, { ...keyed, headers });
      expect(deleted).toMatchObject({ status: 200, body: { status: 'done' } });
    }
    const lines = await ledgerOf(customer.id);
    expect(lines.map(({ action }) => action)).toEqual(['hide', 'like', 'delete']);
    expect((await on('supervisor', 'hide')).body).toMatchObject({
      status: 'refused',
      failure: { code: 'post_gone' },
    });
    const timeline = await api<Page<{ type: string; text: string }>>(
      'GET',
      `/conversations/${conversation.id}/timeline?limit=100`,
    );
    expect(
      timeline.data.filter(({ type }) => type === 'moderated').map(({ text }) => text),
    ).toEqual([
      expect.stringMatching(/^Comment hidden by /),
      expect.stringMatching(/^Comment liked by /),
      expect.stringMatching(/^Comment deleted by /),
      expect.stringMatching(/^Comment hidden by .*: refused\. /),
    ]);
  });

  test('our own answer is worded anew and taken back', async () => {
    const customer = { id: '2401005', name: 'Yara Yes' };
    await happens({ kind: 'comment', customer, text: 'Until when?' });
    const conversation = await conversationOf(customer.name, 'comment');
    const reply = await answered(conversation, 'Until Fryday');
    const edited = await asRole('agent', 'POST', `/messages/${reply.id}/edit`, {
      content: 'Until Friday',
    });
    expect(edited.body).toMatchObject({ action: 'edit_own', status: 'done' });
    expect((await messagesOf(conversation)).at(-1)?.content).toBe('Until Friday');
    const deleted = await asRole('agent', 'POST', `/messages/${reply.id}/delete`);
    expect(deleted.body).toMatchObject({ action: 'delete_own', status: 'done' });
    const hidden = await asRole('supervisor', 'POST', `/messages/${reply.id}/hide`);
    expect(hidden.status).toBe(409);
  });
});

describe('an answer in private', () => {
  const inPrivate = (of: Conversation, content: string) =>
    call(desk.api, 'POST', `/api/v1/conversations/${of.id}/private-reply`, {
      token: tokens['agent'] ?? '',
      body: { content },
    });

  test('to a comment opens their direct messages, linked both ways; goes once', async () => {
    const customer = { id: '2401021', name: 'Berta Brief' };
    const said = await happens({ kind: 'comment', customer, text: 'Order 42 is lost' });
    const comment = await conversationOf(customer.name, 'comment');
    const moved = await inPrivate(comment, 'Which address, please?');
    expect(moved.status).toBe(200);
    const dm = await conversationOf(customer.name, 'dm');
    expect((moved.body as Conversation).id).toBe(dm.id);
    await until(
      () => messagesOf(dm),
      ([only]) => only?.deliveryStatus === 'sent',
    );
    expect(await ledgerOf(customer.id)).toMatchObject([
      { text: 'Which address, please?', privateReplyTo: said.platformMessageId },
    ]);
    const inPublic = await conversationOf(customer.name, 'comment');
    expect(inPublic.metadata.linkedConversations).toEqual([{ id: dm.id, is: 'private' }]);
    expect(dm.metadata.linkedConversations).toEqual([{ id: comment.id, is: 'public' }]);
    expect(inPublic.sla.firstResponse?.status).toBe('met');
    expect(await inPrivate(comment, 'And your name?')).toMatchObject({
      status: 409,
      body: { code: 'window_closed' },
    });

    await happens({ customer, text: 'Harbour Road 1' });
    await until(
      () => messagesOf(dm),
      (all) => all.at(-1)?.content === 'Harbour Road 1',
    );
  });

  test('joins the direct messages that are open already', async () => {
    const customer = { id: '2401022', name: 'Carl Chat' };
    await happens({ customer, text: 'Hello?' });
    const dm = await conversationOf(customer.name, 'dm');
    await happens({ kind: 'comment', customer, text: 'Nobody answers!' });
    const comment = await conversationOf(customer.name, 'comment');
    const moved = await inPrivate(comment, 'We do, Carl');
    expect((moved.body as Conversation).id).toBe(dm.id);
    await until(
      () => messagesOf(dm),
      (all) => all.at(-1)?.deliveryStatus === 'sent',
    );
  });

  test('is no answer to a review', async () => {
    const customer = { id: '2401023', name: 'Dora Dort' };
    await happens({ kind: 'review', customer, text: 'Fine' });
    const review = await conversationOf(customer.name, 'review');
    expect((await inPrivate(review, 'Thanks')).status).toBe(409);
  });
});

test('direct messages are called spam by a supervisor, and the platform hears of it once', async () => {
  const customer = { id: '2401041', name: 'Sam Spam' };
  await happens({ customer, text: 'Cheap pills' });
  const { id } = await conversationOf(customer.name, 'dm');
  const spam = (role: string) => asRole(role, 'POST', `/conversations/${id}/spam`);
  expect((await spam('agent')).status).toBe(403);
  expect(await spam('supervisor')).toMatchObject({ status: 200, body: { status: 'done' } });
  expect((await ledgerOf(customer.id)).map(({ action }) => action)).toEqual(['spam']);
  await happens({ kind: 'comment', customer, text: 'Cheap pills' });
  const comment = await conversationOf(customer.name, 'comment');
  expect(await asRole('supervisor', 'POST', `/conversations/${comment.id}/spam`)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'action' }] },
  });
});

describe('what it is about', () => {
  test('is shown with its neighbours, and as gone once it is', async () => {
    const posted = await ask<{ id: string }>(desk.sandbox, 'POST', '/sandbox/facebook/posts', {
      body: { text: 'New boots are in' },
    });
    const [emil, fred] = [
      { id: '2401031', name: 'Emil Eins' },
      { id: '2401032', name: 'Fred Vier' },
    ];
    await happens({ kind: 'comment', customer: emil, text: 'Nice', post: posted.id });
    await happens({ kind: 'comment', customer: fred, text: 'Price?', post: posted.id });
    const conversation = await conversationOf(fred.name, 'comment');
    await conversationOf(emil.name, 'comment');
    const post = await api('GET', `/conversations/${conversation.id}/post`);
    expect(post).toMatchObject({
      ...{ id: posted.id, text: 'New boots are in', isGone: false, isStale: false },
      url: expect.stringContaining('facebook.com') as string,
      comments: [
        { customerName: emil.name, content: 'Nice' },
        { customerName: fred.name, content: 'Price?', conversationId: conversation.id },
      ],
    });
    const dm = { id: '2401033', name: 'Gert Dm' };
    await happens({ customer: dm, text: 'Hello' });
    const privately = await conversationOf(dm.name, 'dm');
    const path = `/api/v1/conversations/${privately.id}/post`;
    const none = await call(desk.api, 'GET', path, { token: desk.credentials.adminToken });
    expect(none.status).toBe(404);
  });

  test('the platforms’ own lists come side by side; what fails is named', async () => {
    const customer = { id: '2401034', name: 'Hans Hier' };
    await happens({ customer, text: 'Good morning' });
    const here = await conversationOf(customer.name, 'dm');
    const all = await api<{
      conversations: { customer: { externalId: string }; conversationId?: string }[];
      meta: { accountsQueried: number; failedAccounts: { platform: string }[] };
    }>('GET', '/aggregate?limit=500');
    expect(all.conversations.find((it) => it.customer.externalId === customer.id)).toMatchObject({
      ...{ platform: 'facebook', source: 'dm', conversationId: here.id },
    });
    expect(all.meta.failedAccounts).toMatchObject([{ platform: 'telegram', code: 'not_offered' }]);
  });
});

describe('the account itself', () => {
  test.each(['facebook', 'telegram'])(
    '%s: whose token it is, and that its events come here',
    async (platform) => {
      const { data } = await api<Page<{ id: string; platform: string; externalId: string }>>(
        'GET',
        '/accounts',
      );
      const account = data.find((it) => it.platform === platform);
      const path = `/accounts/${account?.id ?? ''}`;
      const subscribed = await api('POST', `${path}/subscribe`, { body: {} });
      expect(subscribed).toMatchObject({
        ...{ isWorking: true, externalId: account?.externalId, isSubscribed: true, problems: [] },
      });
      expect(await api('POST', `${path}/check`, { body: {} })).toMatchObject({ isWorking: true });
      expect((await asRole('supervisor', 'POST', `${path}/check`)).status).toBe(403);
    },
  );
});

test('a Page that was unsubscribed is subscribed again, and what was said meanwhile is there', async () => {
  const { data } = await api<Page<{ id: string; platform: string; externalId: string }>>(
    'GET',
    '/accounts',
  );
  const { id = '', externalId = '' } = data.find(({ platform }) => platform === 'facebook') ?? {};
  interface Health {
    health?: { isWorking?: boolean; isSubscribed?: boolean };
  }
  const works = ({ health }: Health) => health?.isWorking === true;
  await until(() => api<Health>('GET', `/accounts/${id}`), works);
  const graph = `/meta/v26.0/${externalId}/subscribed_apps`;
  const token = 'EAAsandboxHarbourOutfittersPageToken';
  await ask(desk.sandbox, 'DELETE', graph, { token });
  const customer = { id: '2401051', name: 'Vic Void' };
  await happens({ customer, text: 'Nobody hears me' });
  await happens({ customer, text: 'Hello?' });
  const inPublic = { id: '2401052', name: 'Pia Public' };
  await happens({ kind: 'comment', customer: inPublic, text: 'Nobody sees me' });
  // Its workflow looks at it when somebody changes it, and by itself within the hour.
  await api('PATCH', `/accounts/${id}`, { body: { markAsRead: false } });
  const dm = await conversationOf(customer.name, 'dm');
  await until(
    () => messagesOf(dm),
    (all) => all.length === 2,
  );
  expect((await messagesOf(dm)).map(({ content }) => content)).toEqual([
    'Nobody hears me',
    'Hello?',
  ]);
  const told = await api<Page<object>>('GET', `/accounts/${id}/backfills`);
  expect(told.data.at(-1)).toMatchObject({ reason: 'resubscribed', added: 3 });
  const comment = await conversationOf(inPublic.name, 'comment');
  expect((await messagesOf(comment)).map(({ content }) => content)).toEqual(['Nobody sees me']);
  // By its own webhooks again.
  await happens({ customer, text: 'You do!' });
  await until(
    () => messagesOf(dm),
    (all) => all.at(-1)?.content === 'You do!',
  );
});

describe('connecting an account', () => {
  const connect = (more: object) =>
    call<{ errors: { field: string; message: string }[]; features: string[] }>(
      desk.api,
      'POST',
      '/api/v1/accounts',
      {
        token: desk.credentials.adminToken,
        body: {
          ...{ platform: 'telegram', name: 'Second', baseUrl: `${desk.sandbox}/telegram` },
          ...more,
        },
      },
    );
  const newBot = () =>
    ask<{ externalId: string; credentials: { botToken: string } }>(
      desk.sandbox,
      'POST',
      '/sandbox/accounts',
      { body: { platform: 'telegram', name: 'second_bot' } },
    );

  test('asks its platform: what works is taken, and its events come', async () => {
    const { externalId, credentials } = await newBot();
    const webhookSecrets = ['second-secret'];
    const made = await connect({ externalId, credentials, webhookSecrets });
    expect(made).toMatchObject({ status: 201, body: { features: ['messages'] } });
    const customer = { id: '2401061', name: 'Tess Two' };
    const inbound = { account: externalId, customer, text: 'Is this the new bot?' };
    await until(
      () => call(desk.sandbox, 'GET', `/telegram/bot${credentials.botToken}/getWebhookInfo`),
      ({ body }) => JSON.stringify(body).includes(`account=${externalId}`),
    );
    await ask(desk.sandbox, 'POST', '/sandbox/telegram/inbound', { body: inbound });
    await conversationOf(customer.name, 'dm');
  });

  test('refuses a token that is not its, and what the platform has not', async () => {
    const { externalId, credentials } = await newBot();
    expect(await connect({ externalId, credentials: { botToken: '1:void' } })).toMatchObject({
      ...{ status: 422, body: { errors: [{ field: 'credentials' }] } },
    });
    expect(await connect({ externalId: '1', credentials })).toMatchObject({
      ...{ status: 422, body: { errors: [{ field: 'externalId' }] } },
    });
    const features = ['messages', 'reviews'];
    expect(await connect({ externalId, credentials, features })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'features', message: 'Telegram has no reviews' }] },
    });
    const away = await connect({ externalId, credentials, baseUrl: 'http://127.0.0.1:9' });
    expect(away.status).toBe(503);
    expect(JSON.stringify(await api('GET', '/accounts'))).not.toContain(externalId);
  });
});

describe('mentions and reviews', () => {
  test.each([
    ['mention', '2401011', 'Zoe Zwei', '@Harbour are you there?'],
    ['review', '2401012', 'Abel Acht', 'Slow, but kind'],
  ])('a %s is a conversation, answered below it', async (kind, id, name, text) => {
    const customer = { id, name };
    const said = await happens({ kind, customer, text, recommends: true });
    const conversation = await conversationOf(name, kind);
    expect((await messagesOf(conversation))[0]).toMatchObject({
      content: text,
      platformMessageId: said.platformMessageId,
      metadata: kind === 'review' ? { rating: { recommends: true } } : {},
    });
    await answered(conversation, `Thank you, ${name}`);
    expect(await ledgerOf(id)).toMatchObject([
      { text: `Thank you, ${name}`, postId: said.platformMessageId },
    ]);
  });
});
