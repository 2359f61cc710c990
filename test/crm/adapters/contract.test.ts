/** What every CRM must do, asked of each by the same table, at the endpoints that its SDK calls. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { salesforceKit } from '../../../crm/salesforce/index.ts';
import { engagement, failure, newCase, persist, person, startBench } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { connectionOf, table } from './support/table.ts';

describe.each(table)('$kind', (row) => {
  const { objects } = row;
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench(row);
  });
  afterAll(() => bench.sandbox.close());
  beforeEach(async () => {
    await bench.heal();
    // What was written is not searchable yet, unless a test needs it to be.
    if (row.kind === 'hubspot') await bench.settings({ searchLagMs: 60_000 });
  });
  const searchable = async () => {
    if (row.kind === 'hubspot') await bench.settings({ searchLagMs: 0 });
  };
  const named = async (id: string) => (await bench.contacts()).find((it) => it.id === id);

  test('is ready, or makes itself ready, and has nothing to complain of', async () => {
    expect(await bench.crm.check()).toBeUndefined();
    expect(await bench.crm.check()).toBeUndefined();
  });

  test('makes a contact once, and finds it by our key', async () => {
    const facts = person('customer:1', {
      ...{ name: 'Ana Maria Lima', emails: ['ana@example.com'], phones: ['+351911111111'] },
      identities: [{ platform: 'facebook', handle: 'ana', externalId: '2400001' }],
    });
    const made = await bench.crm.findOrCreate(facts);
    expect(made.isNew).toBe(true);
    expect(await bench.crm.findOrCreate(facts)).toEqual({
      contactId: made.contactId,
      isNew: false,
    });
    expect(await named(made.contactId)).toMatchObject({
      ...{ name: 'Ana Maria Lima', email: 'ana@example.com', key: 'customer:1' },
    });
  });

  test('makes one of a name alone, of a word, and of nothing that it could take', async () => {
    const one = await bench.crm.findOrCreate(person('customer:2', { name: '嵐' }));
    const two = await bench.crm.findOrCreate(person("cust'omer\\ /%3", { name: "O'Neil\\" }));
    expect((await named(one.contactId))?.name).toBe('嵐');
    expect((await named(two.contactId))?.key).toBe("cust'omer\\ /%3");
    expect((await bench.crm.findOrCreate(person("cust'omer\\ /%3"))).contactId).toBe(two.contactId);
    const odd = await bench.crm.findOrCreate(person('customer:4', { emails: ['a@b'] }));
    expect((await named(odd.contactId))?.email).toBeUndefined();
  });

  test.each([
    ['an e-mail', { emails: ['bea@example.com'] }],
    ['its second e-mail', { emails: ['other@example.com', 'bea@example.com'] }],
    ['a phone', { phones: ['+351922222222'] }],
  ])('finds by %s whom a person in the CRM made, and marks it as ours', async (how, facts) => {
    await searchable();
    const there = (await bench.contacts()).find((it) => it.name === 'Bea Costa')?.id;
    const id =
      there ??
      (await bench.add({ name: 'Bea Costa', email: 'bea@example.com', phone: '+351922222222' }));
    const found = await bench.crm.findOrCreate(person(`by ${how}`, facts));
    expect(found).toEqual({ contactId: id, isNew: false });
    // The first that found it owns it; others find it all the same.
    expect((await named(id))?.key).toBe('by an e-mail');
  });

  test('finds by an identity, whoever asks', async () => {
    await searchable();
    const identities = [{ platform: 'telegram', handle: 'carl', externalId: '77001' }];
    const made = await bench.crm.findOrCreate(person('customer:carl', { identities }));
    const found = await bench.crm.findOrCreate(person('customer:carl-again', { identities }));
    expect(found).toEqual({ contactId: made.contactId, isNew: false });
  });

  test('takes none that somebody has said is another’s, whatever they have in common', async () => {
    await searchable();
    const facts = {
      ...{ name: 'Ida Twin', emails: ['ida.twin@example.com'], phones: ['+351955555555'] },
      identities: [{ platform: 'telegram', handle: 'ida', externalId: '77002' }],
    };
    const one = await bench.crm.findOrCreate(person('customer:ida', facts));
    const apart = person('customer:not-ida', { ...facts, notContacts: [one.contactId] });
    const other = await bench.crm.findOrCreate(apart);
    expect(other).toEqual({ contactId: expect.not.stringContaining(one.contactId), isNew: true });
    expect(await bench.crm.findOrCreate(apart)).toEqual({ ...other, isNew: false });
    expect((await named(one.contactId))?.key).toBe('customer:ida');
  });

  test('of several the oldest', async () => {
    await searchable();
    const oldest = await bench.add({ name: 'Dan One', phone: '+351933333333' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await bench.add({ name: 'Dan Two', phone: '+351933333333' });
    const found = await bench.crm.findOrCreate(
      person('customer:dan', { phones: ['+351933333333'] }),
    );
    expect(found.contactId).toBe(oldest);
    await bench.add({ name: 'Dan Three', email: 'dan@example.com' });
    const facts = { phones: ['+351933333333'], emails: ['dan@example.com'] };
    expect((await bench.crm.findOrCreate(person('customer:dan2', facts))).contactId).toBe(oldest);
  });

  test('fifty calls at once, from several processes, make one contact', async () => {
    const crms = Array.from({ length: 5 }, () => bench.connect());
    const facts = person('customer:rush', { name: 'Eva Rush', emails: ['eva@example.com'] });
    const found = await Promise.all(
      Array.from({ length: 50 }, (_, at) => persist(() => crms[at % 5]!.findOrCreate(facts))),
    );
    expect(new Set(found.map((it) => it.contactId)).size).toBe(1);
    expect(found.filter((it) => it.isNew).length).toBeLessThanOrEqual(1);
    const made = await bench.ledger(
      `action=create&objectType=${objects.contact}&key=customer:rush`,
    );
    expect(made).toHaveLength(1);
  });

  test('whatever is taken and then dropped, there is one contact, one engagement, one case', async () => {
    await bench.fault({ kind: 'accept_then_drop', probability: 0.35 });
    for (let at = 0; at < 8; at += 1) {
      const key = `dropped:${at}`;
      const facts = person(key, { name: `Finn ${at}`, phones: [`+35194444444${at}`] });
      const { contactId } = await persist(() => bench.crm.findOrCreate(facts));
      await persist(() => bench.crm.logEngagement(engagement(contactId, `${key}:e`)));
      await persist(() => bench.crm.createCase(newCase(contactId, `${key}:c`)));
      await bench.heal();
      const creates = await bench.ledger(`action=create`);
      for (const made of [key, `${key}:e`, `${key}:c`]) {
        expect(creates.filter((it) => it.key === made)).toHaveLength(1);
      }
      expect(await named(contactId)).toMatchObject({
        ...{ engagements: [{ key: `${key}:e` }], cases: [{ key: `${key}:c` }] },
      });
      await bench.fault({ kind: 'accept_then_drop', probability: 0.35 });
    }
  });

  test('says when to come back from its limits', async () => {
    await bench.fault({ kind: 'rate_limit', count: 1, retryAfterSeconds: 5 });
    const limited = await failure(bench.crm.findOrCreate(person('customer:1')));
    expect(limited).toMatchObject({ kind: 'retry', retryAfterMs: row.retryAfterMs });
    expect(await bench.crm.findOrCreate(person('customer:1'))).toMatchObject({ isNew: false });
  });

  test.each([
    { kind: 'server_error', status: 500 },
    { kind: 'server_error', status: 502 },
    { kind: 'server_error', status: 503 },
    { kind: 'server_error', status: 504, afterAccept: true },
    { kind: 'reset' },
  ])('an outage passes: $kind $status', async (fault) => {
    await bench.fault({ ...fault, count: 1 });
    expect(await failure(bench.crm.readCard('51000000999'.padEnd(15, '0')))).toMatchObject({
      kind: 'retry',
    });
    await bench.fault({ ...fault, count: 2 });
    expect(await persist(() => bench.crm.findOrCreate(person('customer:1')))).toMatchObject({
      isNew: false,
    });
  });

  test('a token that ran out is renewed once, however many notice', async () => {
    await bench.crm.findOrCreate(person('customer:1'));
    await bench.expireTokens();
    const before = await bench.ledger('action=token');
    const found = await Promise.all(
      Array.from({ length: 20 }, () => bench.crm.findOrCreate(person('customer:1'))),
    );
    expect(new Set(found.map((it) => it.contactId)).size).toBe(1);
    expect((await bench.ledger('action=token')).length - before.length).toBe(1);
    expect(bench.kept.at(-1)).toMatchObject({ accessToken: expect.any(String) });
  });

  test('a token that is no good, though just renewed, ends it', async () => {
    const api = { contacts: 1, search: 1 };
    for (const endpoint of Object.keys(api)) await bench.fault({ kind: 'token_dead', endpoint });
    const before = (await bench.ledger('action=token')).length;
    expect(await failure(bench.crm.findOrCreate(person('customer:1')))).toMatchObject({
      kind: 'unauthorized',
    });
    expect((await bench.ledger('action=token')).length - before).toBe(1);
  });

  test('reads a card: who it is, what is open, who looks after it', async () => {
    const id = await bench.add({
      ...{ name: 'Gil Alves', email: 'gil@example.com', company: 'Alves & Filhos', tier: 'gold' },
      ownerEmail: 'nadia.hoffmann@example.com',
      deals: [
        { title: 'Renewal', amount: 1200 },
        { title: 'Old', stage: row.kind === 'hubspot' ? 'closedwon' : 'Closed Won' },
      ],
      cases: [{ title: 'Broken hinge' }, { title: 'Long ago', isClosed: true }],
      fields: { [row.field]: 'Carpenter' },
    });
    const card = await bench.connect({ fields: row.field }).readCard(id);
    expect(card).toMatchObject({
      ...{ externalId: id, name: 'Gil Alves', company: 'Alves & Filhos', tier: 'gold' },
      owner: { name: 'Nadia Hoffmann', email: 'nadia.hoffmann@example.com' },
      fields: { [row.field]: { value: 'Carpenter' } },
    });
    expect(card?.deals.map((it) => it.title)).toEqual(['Renewal']);
    expect(card?.cases.map((it) => it.title)).toEqual(['Broken hinge']);
    expect(card?.updatedAt).toBeGreaterThan(Date.now() - 60_000);
    for (const { url } of [card ?? {}, ...(card?.deals ?? []), ...(card?.cases ?? [])]) {
      if (url !== undefined) expect(url).toMatch(/^https:/);
    }
  });

  test('a card that is not there is none', async () => {
    const id = await bench.add({ name: 'Hal Gone' });
    await bench.remove(id);
    expect(await bench.crm.readCard(id)).toBeUndefined();
  });

  test('logs an engagement once, with what was said as text', async () => {
    const { contactId } = await bench.crm.findOrCreate(person('customer:log', { name: 'Ida Log' }));
    const first = await bench.crm.logEngagement(engagement(contactId, 'crm:c1:1'));
    const again = await bench.crm.logEngagement(engagement(contactId, 'crm:c1:1'));
    const next = await bench.crm.logEngagement(engagement(contactId, 'crm:c1:2'));
    expect(again).toEqual(first);
    expect(next.externalId).not.toBe(first.externalId);
    const { engagements = [] } = (await named(contactId)) ?? {};
    expect(engagements.map((it) => it.key)).toEqual(['crm:c1:1', 'crm:c1:2']);
    for (const part of ['Facebook', 'delivery, late', 'on Tuesday']) {
      expect(engagements[0]?.text).toContain(part);
    }
    expect(engagements[0]?.text).toContain('https://desk.example/conversations/42');
    // There it is HTML.
    if (row.kind === 'hubspot') expect(engagements[0]?.text).not.toMatch(/<[bi]>/);
  });

  test('ten attempts at once log one engagement and make one case', async () => {
    const { contactId } = await bench.crm.findOrCreate(person('customer:log'));
    const crms = Array.from({ length: 3 }, () => bench.connect());
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, at) => {
        const crm = crms[at % 3]!;
        return Promise.all([
          persist(() => crm.logEngagement(engagement(contactId, 'crm:c2:1'))),
          persist(() => crm.createCase(newCase(contactId, 'case:c2'))),
        ]);
      }),
    );
    expect(new Set(ids.map(([it]) => it.externalId)).size).toBe(1);
    expect(new Set(ids.map(([, it]) => it.externalId)).size).toBe(1);
    expect(await bench.ledger('action=create&key=crm:c2:1')).toHaveLength(1);
    expect(await bench.ledger('action=create&key=case:c2')).toHaveLength(1);
  });

  test('a case that somebody worked on stays as it is when it is asked for again', async () => {
    const { contactId } = await bench.crm.findOrCreate(person('customer:log'));
    const { externalId } = await bench.crm.createCase(newCase(contactId, 'case:c3'));
    await bench.renameCase(externalId, 'Parcel found');
    expect((await bench.crm.createCase(newCase(contactId, 'case:c3'))).externalId).toBe(externalId);
    const titles = (await named(contactId))?.cases.map((it) => it.title);
    expect(titles).toContain('Parcel found');
  });

  test('pushes fields, the last one wins, and one that does not exist is refused by its name', async () => {
    const { contactId } = await bench.crm.findOrCreate(
      person('customer:push', { name: 'Jo Push' }),
    );
    await bench.crm.pushFields(contactId, { [row.field]: 'Baker' }, 'push:1');
    await bench.crm.pushFields(contactId, { [row.field]: 'Miller' }, 'push:2');
    await bench.crm.pushFields(contactId, { [row.field]: 'Miller' }, 'push:2');
    expect((await named(contactId))?.fields[row.field]).toBe('Miller');
    const refused = await failure(
      bench.crm.pushFields(contactId, { no_such_field: 'x' }, 'push:3'),
    );
    expect(refused.kind).toBe('refused');
    expect(refused.message).toMatch(row.noField);
  });

  test('erases the contact and what was logged for it, and nothing of anybody else', async () => {
    const gone = await bench.crm.findOrCreate(person('customer:gone', { name: 'Kim Gone' }));
    const stays = await bench.crm.findOrCreate(person('customer:stays', { name: 'Lee Stays' }));
    for (const { contactId } of [gone, stays]) {
      await bench.crm.logEngagement(engagement(contactId, `erase:${contactId}:1`));
      await bench.crm.createCase(newCase(contactId, `erase:${contactId}:2`));
    }
    await bench.crm.erase(gone.contactId);
    await bench.crm.erase(gone.contactId);
    expect(await bench.crm.readCard(gone.contactId)).toBeUndefined();
    expect(await named(gone.contactId)).toBeUndefined();
    expect(await named(stays.contactId)).toMatchObject({
      engagements: [{ key: `erase:${stays.contactId}:1` }],
    });
    const lines = await bench.ledger();
    const removed = lines.filter((it) => it.action === 'delete' || it.action === 'erase');
    const types = removed.slice(-3).map((it) => it.objectType);
    expect(types.toSorted()).toEqual(
      [objects.contact, objects.engagement, objects.case].toSorted(),
    );
  });

  test('erases through an outage, from where it was', async () => {
    const { contactId } = await bench.crm.findOrCreate(
      person('customer:gone2', { name: 'Max Gone' }),
    );
    await bench.crm.logEngagement(engagement(contactId, 'erase:gone2'));
    await bench.fault({ kind: 'accept_then_drop', probability: 0.5, count: 8 });
    await persist(() => bench.crm.erase(contactId));
    expect(await named(contactId)).toBeUndefined();
  });

  test('an id that is none of its own is refused; it becomes no other path', async () => {
    const odd = '../../oauth2/token';
    expect(await failure(bench.crm.pushFields(odd, { [row.field]: 'x' }, 'odd'))).toMatchObject({
      kind: 'refused',
    });
  });
});

describe.each(table)('$kind, set up badly', (row) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench(row);
  });
  afterAll(() => bench.sandbox.close());

  test('names the field or the scope that is missing', async () => {
    await bench.settings(row.withoutTier.settings);
    expect(await bench.crm.check()).toContain(row.withoutTier.named);
    await bench.settings(row.withoutOurs.settings);
    expect(await bench.crm.check()).toContain(row.withoutOurs.named);
  });

  test('an outage is no complaint', async () => {
    await bench.fault({ kind: 'server_error', status: 503 });
    expect(await failure(bench.crm.check())).toMatchObject({ kind: 'retry' });
    await bench.heal();
  });

  test('access that was taken back is not had again, and no message tells what opened it', async () => {
    await bench.revoke();
    const crm = bench.connect();
    const messages = [
      (await failure(crm.findOrCreate(person('customer:1', { emails: ['ana@example.com'] }))))
        .message,
      String(await crm.check()),
    ];
    expect(await failure(crm.readCard('003000000000001'))).toMatchObject({ kind: 'unauthorized' });
    const secrets = Object.values(row.credentialsIn(bench.told)).filter((it) => it.length > 9);
    for (const message of messages) {
      for (const secret of secrets) expect(message).not.toContain(secret);
      expect(message).not.toContain('ana@example.com');
    }
  });

  test('an address that is not public is called only where the configuration trusts it', async () => {
    const connection = connectionOf(row, bench.told);
    const lines = await bench.ledger();
    for (const baseUrl of [
      bench.told.baseUrl,
      'https://127.0.0.1:1',
      'https://localhost:1',
      'file:///etc',
    ]) {
      const crm = row.kitFor([]).create({ ...connection, baseUrl });
      const failed = await failure(crm.readCard('003000000000001'));
      // A name is only known to lead inside when it is looked up.
      expect(failed.kind).toBe(baseUrl.includes('localhost') ? 'retry' : 'refused');
    }
    expect(await bench.ledger()).toEqual(lines);
  });

  test('without any credentials it says so', async () => {
    const crm = bench.kit.create({
      ...{ id: 'none', baseUrl: bench.told.baseUrl, credentials: {} },
      keepCredentials: () => Promise.resolve(),
    });
    expect(await failure(crm.readCard('003000000000001'))).toMatchObject({ kind: 'unauthorized' });
  });
});

test('Salesforce is not followed to where it may not be', async () => {
  const other = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: 'x', instance_url: 'http://169.254.169.254' }));
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}`;
  const crm = salesforceKit({ trustedOrigins: [baseUrl] }).create({
    ...{ id: 'x', baseUrl, credentials: { clientId: 'a', clientSecret: 'b' } },
    keepCredentials: () => Promise.resolve(),
  });
  expect(await failure(crm.readCard('003000000000001'))).toMatchObject({
    ...{ kind: 'refused', message: 'The address is not public.' },
  });
  other.close();
});
