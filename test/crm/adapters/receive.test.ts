/** What a CRM tells of itself: whose word it is, and what it says. */
import { createHmac } from 'node:crypto';
import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Crm, CrmChange, RawRequest } from '../../../crm/crm.ts';
import { hubspotKit as hubspotKitOf } from '../../../crm/hubspot/index.ts';
import { salesforceKit as salesforceKitOf } from '../../../crm/salesforce/index.ts';
import { eventually, startFakeDesk } from '../../sandbox/support/desk.ts';
import type { FakeDesk } from '../../sandbox/support/desk.ts';
import { startBench } from './support/bench.ts';
import type { Bench } from './support/bench.ts';
import { table } from './support/table.ts';

const hubspotKit = hubspotKitOf({ trustedOrigins: [] });
const salesforceKit = salesforceKitOf({ trustedOrigins: [] });
const secret = 'app-secret';
const now = Date.parse('2026-11-28T12:00:00Z');
const url = 'https://desk.example/webhooks/crm/c1?from=hubspot';
const keepCredentials = () => Promise.resolve();

const hubspot = hubspotKit.create({
  ...{ id: 'c1', keepCredentials },
  credentials: { accessToken: 'x', clientSecret: secret, portalId: '24811905' },
});
const salesforce = salesforceKit.create({
  ...{ id: 'c2', keepCredentials },
  credentials: { clientId: 'x', clientSecret: 'y', webhookSecret: secret },
});

const requestOf = (body: unknown, headers: Record<string, string>): RawRequest => ({
  ...{ method: 'POST', url, headers, receivedAt: now },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

/** Signed by the SDK's own code. */
const byHubspot = (body: unknown, at = now, address = url) =>
  requestOf(body, {
    'x-hubspot-request-timestamp': String(at),
    'x-hubspot-signature-v3': Signature.getSignature('POST', 'v3', {
      ...{ clientSecret: secret, signature: '', url: address, timestamp: at },
      requestBody: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
const bySalesforce = (body: unknown, at = now) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = createHmac('sha256', secret).update(`${at}.${text}`).digest('hex');
  return requestOf(body, { 'x-careline-timestamp': String(at), 'x-careline-signature': signature });
};

const event = (more: object) => ({
  ...{ eventId: 3, subscriptionId: 1, portalId: 24_811_905, appId: 7, occurredAt: now - 900 },
  ...{ subscriptionType: 'contact.propertyChange', objectId: 512, attemptNumber: 0, ...more },
});
const change = { id: '003A-1', contactId: '0035g000000AbCdAAA', kind: 'changed' };

describe.each([
  {
    crm: hubspot,
    signed: byHubspot,
    body: [event({ propertyName: 'email' })],
    header: 'x-hubspot-signature-v3',
  },
  {
    crm: salesforce,
    signed: bySalesforce,
    body: { changes: [change] },
    header: 'x-careline-signature',
  },
])('$crm.kind', ({ crm, signed, body, header }) => {
  const good = signed(body);

  test('takes what it signed just now', () => {
    expect(crm.receive(good)).toHaveLength(1);
    expect(crm.receive({ ...good, receivedAt: now + 299_000 })).toHaveLength(1);
  });

  test.each<[string, RawRequest]>([
    ['an old one', { ...good, receivedAt: now + 301_000 }],
    ['one of a time to come', signed(body, now + 120_000)],
    [
      'another body',
      { ...good, body: Buffer.from(JSON.stringify(body).replace('changed', 'deleted') + ' ') },
    ],
    ['another signature', { ...good, headers: { ...good.headers, [header]: 'AAAA' } }],
    ['no signature', { ...good, headers: { ...good.headers, [header]: undefined } }],
    ['no time', { ...good, headers: { [header]: good.headers[header] } }],
    ['nothing at all', { ...good, headers: {} }],
  ])('does not take %s', (_, raw) => {
    expect(crm.receive(raw)).toBeUndefined();
  });

  test.each(['', 'null', '{}', '[]', '{"changes":"x"}', '[1,{"objectId":{}}]', '\u0000', '[{'])(
    'of %j that is signed, nothing comes',
    (text) => {
      expect(crm.receive(signed(text))).toEqual([]);
    },
  );

  test('has the same key when it is told twice', () => {
    expect(crm.receive(signed(body))).toEqual(crm.receive(good));
  });
});

test('an empty secret vouches for nothing', () => {
  const open = salesforceKit.create({
    id: 'c',
    keepCredentials,
    credentials: { webhookSecret: '' },
  });
  const signature = createHmac('sha256', '').update(`${now}.{}`).digest('hex');
  const raw = requestOf('{}', {
    'x-careline-timestamp': String(now),
    'x-careline-signature': signature,
  });
  expect(open.receive(raw)).toBeUndefined();
});

describe('HubSpot', () => {
  const changes = (...events: object[]): CrmChange[] | undefined =>
    hubspot.receive(byHubspot(events));

  test('signs the address: another one is not taken', () => {
    expect(
      hubspot.receive({ ...byHubspot([]), url: 'https://desk.example/elsewhere' }),
    ).toBeUndefined();
    expect(hubspot.receive({ ...byHubspot([]), method: 'PUT' })).toBeUndefined();
  });

  test('knows its address behind a proxy, and decodes in it what HubSpot decodes', () => {
    const path = '/webhooks/crm/c1?who=a%40b&x=%20';
    const raw = byHubspot([event({})], now, 'https://desk.example/webhooks/crm/c1?who=a@b&x=%20');
    const behind = { ...raw, url: path, headers: { ...raw.headers, host: 'desk.example' } };
    expect(hubspot.receive(behind)).toHaveLength(1);
  });

  test('is entered with an address: then that one counts', () => {
    const entered = hubspotKit.create({
      ...{ id: 'c1', keepCredentials },
      credentials: {
        accessToken: 'x',
        clientSecret: secret,
        webhookUrl: 'https://public.example/hook',
      },
    });
    const raw = byHubspot([event({})], now, 'https://public.example/hook');
    expect(entered.receive({ ...raw, url: '/hook' })).toHaveLength(1);
    expect(entered.receive(byHubspot([event({})]))).toBeUndefined();
  });

  test('says what was changed, made, deleted and merged', () => {
    expect(
      changes(
        event({ propertyName: 'careline_tier', propertyValue: 'gold' }),
        event({ subscriptionType: 'contact.creation', objectId: 513 }),
        event({ subscriptionType: 'contact.deletion', objectId: 514 }),
        event({ subscriptionType: 'contact.privacyDeletion', objectId: 515 }),
        event({ subscriptionType: 'object.propertyChange', objectTypeId: '0-1', objectId: 516 }),
        event({
          ...{ subscriptionType: 'contact.merge', objectId: undefined, primaryObjectId: 517 },
          ...{ mergedObjectIds: [518, 519], newObjectId: 520 },
        }),
      )?.map(({ dedupeKey: _, ...it }) => it),
    ).toEqual([
      { contactId: '512', kind: 'changed' },
      { contactId: '513', kind: 'changed' },
      { contactId: '514', kind: 'deleted' },
      { contactId: '515', kind: 'deleted' },
      { contactId: '516', kind: 'changed' },
      { contactId: '518', kind: 'merged', intoId: '520' },
      { contactId: '519', kind: 'merged', intoId: '520' },
      { contactId: '517', kind: 'merged', intoId: '520' },
    ]);
  });

  test('of other records and of other accounts, nothing', () => {
    expect(
      changes(
        event({ subscriptionType: 'deal.creation' }),
        event({ subscriptionType: 'object.creation', objectTypeId: '0-3' }),
        event({ portalId: 1 }),
      ),
    ).toEqual([]);
  });

  test('two changes have two keys, even when HubSpot gives one event id twice', () => {
    const keys = changes(
      event({ propertyName: 'email' }),
      event({ propertyName: 'phone' }),
      event({ propertyName: 'phone', occurredAt: now }),
    )?.map((it) => it.dedupeKey);
    expect(new Set(keys).size).toBe(3);
  });
});

describe.each(table)('$kind, through the sandbox', (row) => {
  let bench: Bench;
  let desk: FakeDesk;
  let crm: Crm;
  beforeAll(async () => {
    desk = await startFakeDesk();
    bench = await startBench(row);
    const webhookUrl = `${desk.url}/webhooks/crm/c1`;
    await bench.settings({ webhookUrl });
    crm = bench.connect({ webhookUrl });
  });
  afterAll(async () => {
    await bench.sandbox.close();
    await desk.close();
  });
  const heard = () =>
    desk.received.flatMap(({ headers, body, path, at }) => {
      const raw = { method: 'POST', url: path, body: Buffer.from(body), receivedAt: at };
      const changes = crm.receive({ ...raw, headers: headers as Record<string, string> });
      if (changes === undefined) throw new Error('not signed');
      return changes;
    });
  const hears = (contactId: string, kind: string) =>
    eventually(() => heard().find((it) => it.contactId === contactId && it.kind === kind));

  test('a change, a merge and a deletion are told, through a desk that was down', async () => {
    const id = await bench.add({ name: 'Ana Lima' });
    const other = await bench.add({ name: 'Ana Lima-Costa' });
    await hears(id, 'changed');
    desk.answerWith(() => 503);
    await bench.change(id, { tier: 'gold' });
    const seen = desk.received.length;
    await eventually(() => desk.received.length > seen + 1);
    desk.answerWith(() => 200);
    await bench.merge(other, id);
    expect(await hears(other, 'merged')).toMatchObject({ intoId: id });
    await bench.remove(id);
    await hears(id, 'deleted');
  });

  test('told twice, or in another order, it has the same keys', async () => {
    await bench.fault({ kind: 'duplicate_webhooks', endpoint: 'webhook' });
    const before = heard().length;
    const id = await bench.add({ name: 'Bea Costa' });
    await hears(id, 'changed');
    const fresh = heard().slice(before);
    expect(fresh.length).toBe(2 * new Set(fresh.map((it) => it.dedupeKey)).size);
    await bench.heal();
  });
});
