/** The desk's work with HubSpot and Salesforce from end to end, at the endpoints that they really have, through what goes wrong there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { inCrms } from '../../activities/crm/erase.ts';
import { knownToCrm } from '../../activities/crm/known.ts';
import type { Card } from '../../crm/crm.ts';
import { newId } from '../../runtime/ids.ts';
import { startBench, type Bench } from './adapters/support/bench.ts';
import { table, type Row } from './adapters/support/table.ts';
import { startEngine, type Engine } from './support/engine.ts';

interface Side {
  row: Row;
  bench: Bench;
  connectionId: string;
}

let engine: Engine;
let sides: Side[];
const fieldId = newId();

beforeAll(async () => {
  const benches = await Promise.all(table.map((row) => startBench(row)));
  engine = await startEngine(benches.map(({ told }) => new URL(told.baseUrl).origin));
  await query(
    `insert into customer_fields (id, key, label, type) values ($1, 'job', 'Job', 'text')`,
    [fieldId],
  );
  sides = await Promise.all(
    benches.map(async (bench, at) => {
      const row = table[at] as Row;
      const { baseUrl } = bench.told;
      expect(await bench.crm.check()).toBeUndefined();
      const connectionId = await engine.connect({
        ...{ kind: row.kind, baseUrl, credentials: row.credentialsIn(bench.told) },
        fields: { job: row.field },
      });
      return { row, bench, connectionId };
    }),
  );
}, 120_000);
afterAll(async () => {
  await engine.end();
  for (const { bench } of sides) await bench.sandbox.close();
});
beforeEach(() => engine.forget());
afterEach(() => both(({ bench }) => bench.heal()));

const both = <T>(work: (side: Side, at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(sides.map(work));
const query = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await engine.pool.query<T>(text, values)).rows;

/** Somebody with an address that was vouched for; `isKnown`: both CRMs have them, of gold, with an owner. */
async function somebody(name: string, isKnown: boolean) {
  const email = `${newId()}@example.com`;
  const ids = isKnown
    ? await both(({ bench }) =>
        bench.add({ name, email, tier: 'gold', ownerEmail: 'nadia.hoffmann@example.com' }),
      )
    : [];
  const conversation = await engine.begins(name);
  const { customerId } = conversation;
  await query(
    `insert into contact_points (id, customer_id, kind, value, verified_at) values ($1, $2, 'email', $3, now())`,
    [newId(), customerId, email],
  );
  return { ...conversation, email, ids };
}
type Somebody = Awaited<ReturnType<typeof somebody>>;

/** An agent writes it, and the CRMs are to hear of it. */
async function writesJob({ customerId }: Somebody, job: string) {
  await query(
    `insert into customer_field_values (customer_id, field_id, value) values ($1, $2, $3)
     on conflict (customer_id, field_id) do update set value = excluded.value, updated_at = now()`,
    [customerId, fieldId, JSON.stringify(job)],
  );
  const key = `fields:${newId()}`;
  await engine.asks({ customerId, kind: 'fields', key, payload: { keys: ['job'] } });
}
const jobOf = async ({ customerId }: Somebody) => {
  const [row] = await query<{ value: string }>(
    'select value from customer_field_values where customer_id = $1',
    [customerId],
  );
  return row?.value;
};
/** People write it in the CRMs. */
const becomesThere = ({ ids }: Somebody, job: string) =>
  both(({ bench, row }, at) => bench.change(ids[at] ?? '', { fields: { [row.field]: job } }));
const asksForCase = ({ id, customerId }: Somebody) =>
  engine.asks({
    ...{ customerId, kind: 'case', key: `case:${id}`, conversationId: id },
    payload: { title: 'Lost parcel', description: 'Since Monday', priority: 'high' },
  });

/** What each CRM has of a person, by its ledger and by looking into it. */
const found = ({ id, customerId, email }: Somebody) =>
  both(async ({ bench, row, connectionId }) => {
    const contacts = (await bench.contacts()).filter((it) => it.email === email);
    const creates = (await bench.ledger('action=create')).filter(
      (it) => it.key !== undefined && [customerId, `crm:${id}:1`, `case:${id}`].includes(it.key),
    );
    const [kept] = await query<{ externalId: string; card: Card }>(
      `select external_id as "externalId", card from crm_contacts where connection_id = $1 and person_key = $2`,
      [connectionId, customerId],
    );
    return {
      contacts: contacts.map((it) => it.id),
      linkedTo: kept?.externalId,
      tier: kept?.card.tier,
      job: contacts[0]?.fields[row.field],
      engagements: contacts[0]?.engagements.map((it) => it.key),
      cases: contacts[0]?.cases.map((it) => it.key),
      made: creates.map((it) => it.key).toSorted(),
    };
  });

const dealtWith = (who: Somebody, ids: readonly (string | undefined)[], tier?: string) =>
  ids.map((contactId) => ({
    ...{ contacts: [contactId], linkedTo: contactId, tier, job: 'Carpenter' },
    ...{ engagements: [`crm:${who.id}:1`], cases: [`case:${who.id}`] },
    made: [
      ...(tier === undefined ? [who.customerId] : []),
      ...[`case:${who.id}`, `crm:${who.id}:1`],
    ].toSorted(),
  }));
const idsIn = (all: Awaited<ReturnType<typeof found>>) => all.map(({ linkedTo }) => linkedTo);

const faults = [
  ['429', { kind: 'rate_limit', retryAfterSeconds: 30, count: 6 }],
  ['5xx', { kind: 'server_error', status: 503, probability: 0.3 }],
  [
    '5xx after it was taken',
    { kind: 'server_error', status: 502, probability: 0.3, afterAccept: true },
  ],
  ['taken, and the answer dropped', { kind: 'accept_then_drop', probability: 0.3 }],
] as const;

test.each(faults)(
  '%s: one contact a person, one engagement a conversation, one case; tier and owner are known',
  async (_, fault) => {
    await both(({ bench }) => bench.fault(fault));
    const [known, unknown] = [
      await somebody('Gold Known', true),
      await somebody('Una Unknown', false),
    ];
    for (const who of [known, unknown]) {
      await writesJob(who, 'Carpenter');
      await asksForCase(who);
      await engine.ends(who.id);
    }
    await engine.pass();
    await engine.env.sleep('13h');
    await both(async ({ bench }) => {
      const { body } = await bench.sandbox.call('GET', '/sandbox/faults');
      const hits = (body['data'] as unknown as { hits: number }[] | undefined)?.[0]?.hits;
      // Gone from the list: it has hit as often as it was to.
      expect(hits ?? 6).toBeGreaterThan(2);
    });
    await both(({ bench }) => bench.heal());
    await engine.env.sleep('1h');
    await engine.allDone();
    expect(await found(known)).toEqual(dealtWith(known, known.ids, 'gold'));
    const made = await found(unknown);
    expect(made).toEqual(dealtWith(unknown, idsIn(made)));
    expect(await knownToCrm(engine.pool, known.customerId)).toEqual({
      ...{ tier: 'gold', ownerEmail: 'nadia.hoffmann@example.com' },
    });
  },
  90_000,
);

test('away for a day: nothing is lost, nothing is there twice, and the later write wins', async () => {
  const known = await somebody('Dora Day', true);
  await writesJob(known, 'Carpenter');
  await engine.pass();
  await engine.allDone();
  await both(({ bench }) => bench.fault({ kind: 'server_error', status: 503 }));
  await writesJob(known, 'Baker');
  await asksForCase(known);
  await engine.pass();
  await engine.env.sleep('8h');
  await sleep(5);
  // People in the CRMs write the same field, later than the desk did.
  await becomesThere(known, 'Miller');
  await engine.ends(known.id);
  await engine.pass();
  await engine.env.sleep('15h');
  const unknown = await somebody('Una Day', false);
  await writesJob(unknown, 'Carpenter');
  await asksForCase(unknown);
  await engine.ends(unknown.id);
  await engine.pass();
  await engine.env.sleep('1h');
  expect((await engine.waiting()).length).toBe(14);
  expect(await jobOf(known)).toBe('Baker');
  await both(({ bench }) => bench.heal());
  await engine.env.sleep('2h');
  await engine.allDone();
  expect(await jobOf(known)).toBe('Miller');
  const after = await found(known);
  expect(after).toEqual(
    dealtWith(known, known.ids, 'gold').map((it) => ({ ...it, job: 'Miller' })),
  );
  const made = await found(unknown);
  expect(made).toEqual(dealtWith(unknown, idsIn(made)));
  // The other way round: both have written since, the desk last.
  await becomesThere(known, 'Smith');
  await sleep(5);
  await writesJob(known, 'Tailor');
  await engine.pass();
  await engine.allDone();
  expect(await jobOf(known)).toBe('Tailor');
  expect((await found(known)).map(({ job }) => job)).toEqual(['Tailor', 'Tailor']);
}, 120_000);

test('contacts that are merged in the CRM: the card follows, and no engagement is told twice or lost', async () => {
  const who = await somebody('Mia Merged', false);
  await engine.ends(who.id);
  await engine.pass();
  await engine.allDone();
  const ids = idsIn(await found(who));
  const kept = await both(({ bench }) => bench.add({ name: 'Mia Kept', tier: 'silver' }));
  await both(({ bench }, at) => bench.merge(ids[at] ?? '', kept[at] ?? ''));
  // Nobody has told us, and it is resolved once more.
  await engine.ends(who.id);
  await engine.asks({ customerId: who.customerId, kind: 'card', key: `card:${who.customerId}` });
  await engine.pass();
  await engine.allDone();
  await both(async ({ bench, row, connectionId }, at) => {
    const [contact] = (await bench.contacts()).filter((it) => it.id === kept[at]);
    expect(contact?.engagements.map((it) => it.key).toSorted()).toEqual([
      ...[`crm:${who.id}:1`, `crm:${who.id}:2`],
    ]);
    const [linked] = await query<{ externalId: string; name: string }>(
      `select external_id as "externalId", card->>'name' as name from crm_contacts where connection_id = $1 and person_key = $2`,
      [connectionId, who.customerId],
    );
    expect(linked).toEqual({ externalId: kept[at], name: 'Mia Kept' });
    const contacts = await bench.ledger(
      `action=create&objectType=${row.objects.contact}&key=${who.customerId}`,
    );
    expect(contacts).toHaveLength(1);
  });
}, 60_000);

test('who was taken apart has a contact of their own, though the other one was known by both', async () => {
  const [one, two] = [await somebody('Ona One', false), await somebody('Ona Two', false)];
  const members = [one.customerId, two.customerId];
  await query('update customers set person_id = $2 where id = any($1)', [members, newId()]);
  await engine.pass();
  await engine.allDone();
  const contactsOf = async (customerId: string) =>
    query<{ id: string }>(
      'select external_id as id from crm_contacts where person_key = $1 order by kind',
      [customerId],
    );
  const shared = await contactsOf(one.customerId);
  expect([shared.length, (await contactsOf(two.customerId)).length]).toEqual([2, 0]);
  await query('update customers set person_id = null where id = any($1)', [members]);
  await query(
    'insert into identity_separations (low_id, high_id) values (least($1::uuid, $2), greatest($1::uuid, $2))',
    members,
  );
  await engine.asks({ customerId: two.customerId, kind: 'contact', key: `contact:${newId()}` });
  await engine.pass();
  await engine.allDone();
  const own = await contactsOf(two.customerId);
  expect(own).toHaveLength(2);
  for (const [at, { id }] of own.entries()) expect(id).not.toBe(shared[at]?.id);
}, 60_000);

test('erased is what the contact has become, and one whose making was never heard of', async () => {
  const [merged, unheard] = [
    await somebody('Eva Merged', false),
    await somebody('Ugo Unheard', false),
  ];
  await query(`delete from contact_points where customer_id = $1`, [unheard.customerId]);
  await engine.pass();
  await engine.allDone();
  const ids = idsIn(await found(merged));
  const kept = await both(({ bench }) => bench.add({ name: 'Eva Kept' }));
  await both(({ bench }, at) => bench.merge(ids[at] ?? '', kept[at] ?? ''));
  // As it stands while an answer is lost.
  await query('update crm_contacts set external_id = null where person_key = $1', [
    unheard.customerId,
  ]);
  const { pool, connections } = engine;
  const customerIds = [merged.customerId, unheard.customerId];
  const known = { sure: [], likely: [] };
  expect(await inCrms({ pool, connections }).erase({ customerIds, known })).toBe(4);
  await both(async ({ bench }) => {
    const names = (await bench.contacts()).map((it) => it.name);
    for (const name of ['Eva Merged', 'Eva Kept', 'Ugo Unheard']) expect(names).not.toContain(name);
  });
}, 60_000);
