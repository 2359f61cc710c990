/** HubSpot as it is: where a caller goes wrong, it says so in HubSpot's words. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hubspotDemo } from '../../sandbox/hubspot/account.ts';
import { startTestSandbox } from './support/sandbox.ts';
import type { TestSandbox } from './support/sandbox.ts';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.call('POST', '/sandbox/reset', {}));

const token = `Bearer ${hubspotDemo.privateToken}`;
const api = (method: string, path: string, body?: unknown, authorization = token) =>
  sandbox.call(method, `/hubspot${path}`, body, { authorization });
const objects = '/crm/v3/objects';
const define = (type: string, name: string, hasUniqueValue = true) =>
  api('POST', `/crm/v3/properties/${type}`, {
    ...{ name, label: name, groupName: 'contactinformation', type: 'string', fieldType: 'text' },
    hasUniqueValue,
  });
const contact = (properties: object) => api('POST', `${objects}/contacts`, { properties });
const search = (filters: object[], more: object = {}) =>
  api('POST', `${objects}/contacts/search`, {
    filterGroups: filters.map((it) => ({ filters: [it] })),
    ...more,
  });

describe('tokens', () => {
  test.each([
    ['none', {}, 'INVALID_AUTHENTICATION'],
    ['a wrong one', { authorization: 'Bearer pat-wrong' }, 'INVALID_AUTHENTICATION'],
  ])('%s opens nothing', async (_, headers, category) => {
    const { status, body } = await sandbox.call(
      'GET',
      `/hubspot${objects}/contacts`,
      undefined,
      headers,
    );
    expect({ status, body }).toMatchObject({ status: 401, body: { status: 'error', category } });
    expect(body['correlationId']).toBeTypeOf('string');
  });

  test('are renewed by a form, run out, and need their scopes', async () => {
    const { clientId, clientSecret, refreshToken } = hubspotDemo;
    const form = (more: Record<string, string>) =>
      fetch(`${sandbox.url}/hubspot/oauth/v1/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'refresh_token', client_id: clientId, client_secret: clientSecret },
          ...more,
        }),
      });
    expect((await form({ refresh_token: 'other' })).status).toBe(400);
    expect((await form({ refresh_token: refreshToken, client_secret: 'x' })).status).toBe(401);
    const renewed = (await (await form({ refresh_token: refreshToken })).json()) as Record<
      string,
      unknown
    >;
    expect(renewed).toMatchObject({ token_type: 'bearer', expires_in: 1800 });
    const authorization = `Bearer ${String(renewed['access_token'])}`;
    expect((await api('GET', `${objects}/contacts`, undefined, authorization)).status).toBe(200);
    await sandbox.call('POST', '/sandbox/hubspot/tokens/expire', {});
    const late = await api('GET', `${objects}/contacts`, undefined, authorization);
    expect(late).toMatchObject({ status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } });
    await sandbox.call('PATCH', '/sandbox/hubspot/settings', { scopes: ['oauth'] });
    const bare = await api('GET', `${objects}/tickets/1`);
    expect(bare).toMatchObject({
      status: 403,
      body: {
        category: 'MISSING_SCOPES',
        errors: [{ context: { requiredGranularScopes: ['tickets'] } }],
      },
    });
  });
});

describe('records', () => {
  test('are found by id and by a unique property, and by no other', async () => {
    const { body } = await contact({ email: 'Ana@Example.com', firstname: 'Ana' });
    const id = String(body['id']);
    const byEmail = await api(
      'GET',
      `${objects}/contacts/ana@example.com?idProperty=email&properties=firstname`,
    );
    expect(byEmail.body).toMatchObject({ id, properties: { firstname: 'Ana' } });
    expect((await api('GET', `${objects}/contacts/Ana?idProperty=firstname`)).status).toBe(400);
    expect((await api('GET', `${objects}/contacts/1`)).status).toBe(404);
    expect((await api('GET', `${objects}/unicorns/1`)).status).toBe(404);
  });

  test('take what they have a property for, and no e-mail twice', async () => {
    const odd = await contact({ no_such: 'x', createdate: '1', email: 'nope' });
    expect(odd).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
    expect(odd.body['errors']!.map((it) => it['code'])).toEqual([
      ...['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE', 'INVALID_EMAIL'],
    ]);
    const first = await contact({ email: 'a@example.com' });
    const second = await contact({ email: 'a@example.com' });
    expect(second).toMatchObject({
      status: 409,
      body: { message: `Contact already exists. Existing ID: ${String(first.body['id'])}` },
    });
    expect(
      (await api('POST', `${objects}/notes`, { properties: { hs_note_body: 'x' } })).status,
    ).toBe(400);
  });

  test('are made or written by a unique key; of two at once, one is refused', async () => {
    const upsert = (id: string, properties: object, idProperty = 'our_key') =>
      api('POST', `${objects}/contacts/batch/upsert`, { inputs: [{ id, idProperty, properties }] });
    expect((await upsert('k1', {})).status).toBe(400);
    await define('contacts', 'our_key');
    const made = await upsert('k1', { firstname: 'Ana' });
    expect(made.body['results']).toMatchObject([{ new: true, properties: { our_key: 'k1' } }]);
    expect((await upsert('k1', { firstname: 'Bea' })).body['results']).toMatchObject([
      { new: false },
    ]);
    const both = await Promise.all([upsert('k2', {}), upsert('k2', {})]);
    expect(both.map((it) => it.status).toSorted()).toEqual([200, 409]);
    const id = String(made.body['results']![0]!['id']);
    const other = await contact({ firstname: 'Other' });
    const stolen = await api('PATCH', `${objects}/contacts/${String(other.body['id'])}`, {
      properties: { our_key: 'k1' },
    });
    expect(stolen.body['errors']).toMatchObject([{ code: 'CONFLICTING_UNIQUE_VALUE' }]);
    expect((await api('GET', `${objects}/contacts/k1?idProperty=our_key`)).body['id']).toBe(id);
  });

  test('keep when each property was written', async () => {
    const { body } = await contact({ email: 'h@example.com', city: 'Porto' });
    const path = `${objects}/contacts/${String(body['id'])}`;
    await api('PATCH', path, { properties: { city: 'Lisboa' } });
    const { body: read } = await api('GET', `${path}?propertiesWithHistory=city`);
    expect(read['propertiesWithHistory']!['city']!.map((it) => it['value'])).toEqual([
      'Lisboa',
      'Porto',
    ]);
  });

  test('are joined both ways, once, and gone after a GDPR deletion', async () => {
    const id = String((await contact({ firstname: 'Ana' })).body['id']);
    const properties = { hs_note_body: 'Secret', hs_timestamp: '2026-11-28T10:00:00Z' };
    const note = String((await api('POST', `${objects}/notes`, { properties })).body['id']);
    const join = `/crm/v4/objects/notes/${note}/associations/default/contacts/${id}`;
    for (const _ of [1, 2]) expect((await api('PUT', join)).status).toBe(200);
    const beside = await api('GET', `/crm/v4/objects/contacts/${id}/associations/notes`);
    expect(beside.body['results']).toMatchObject([{ toObjectId: note }]);
    expect((await api('POST', `${objects}/contacts/gdpr-delete`, { objectId: id })).status).toBe(
      204,
    );
    for (const path of [`contacts/${id}`, `notes/${note}`]) {
      expect((await api('GET', `${objects}/${path}`)).status).toBe(404);
    }
    expect((await api('POST', `${objects}/contacts/gdpr-delete`, { objectId: id })).status).toBe(
      404,
    );
  });

  test('that are read in a batch come with an error for each that is missing', async () => {
    const id = String((await contact({ firstname: 'Ana' })).body['id']);
    const inputs = [{ id }, { id: '5' }];
    const read = await api('POST', `${objects}/contacts/batch/read`, {
      inputs,
      properties: [],
      propertiesWithHistory: [],
    });
    expect(read).toMatchObject({ status: 207, body: { numErrors: 1, results: [{ id }] } });
  });
});

describe('search', () => {
  test('lags behind what was written', async () => {
    await sandbox.call('PATCH', '/sandbox/hubspot/settings', { searchLagMs: 200 });
    await contact({ phone: '+351911111111' });
    const find = () => search([{ propertyName: 'phone', operator: 'EQ', value: '+351911111111' }]);
    expect((await find()).body['total']).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 220));
    expect((await find()).body['total']).toBe(1);
  });

  test('finds by whole words only, and takes five groups', async () => {
    await sandbox.call('PATCH', '/sandbox/hubspot/settings', { searchLagMs: 0 });
    await contact({ city: 'abcdef ghijkl' });
    const words = ['abcdef', 'abcd', 'abcd*', 'ghijkl'];
    const totals: unknown[] = [];
    for (const value of words) {
      const found = await search([{ propertyName: 'city', operator: 'CONTAINS_TOKEN', value }]);
      totals.push(found.body['total']);
    }
    expect(totals).toEqual([1, 0, 1, 1]);
    const six = Array.from({ length: 6 }, () => ({
      propertyName: 'city',
      operator: 'EQ',
      value: 'x',
    }));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await search(six)).status).toBe(400);
    expect((await search([{ propertyName: 'nope', operator: 'EQ', value: 'x' }])).status).toBe(400);
    expect((await search([{ propertyName: 'city', operator: 'IN', value: 'x' }])).status).toBe(400);
  });

  test('has a limit of its own, without headers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 7 }, () =>
        search([{ propertyName: 'city', operator: 'EQ', value: 'x' }]),
      ),
    );
    const limited = answers.find((it) => it.status === 429);
    expect(limited?.body).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'SECONDLY' });
    expect(limited?.headers.get('x-hubspot-ratelimit-max')).toBeNull();
    const { headers } = await api('GET', `${objects}/contacts`);
    expect(headers.get('x-hubspot-ratelimit-max')).toBe('190');
  });
});

test('the ledger has what took effect, and a restart keeps it', async () => {
  await contact({ email: 'l@example.com' });
  await contact({ email: 'l@example.com' });
  const { body } = await sandbox.call('GET', '/sandbox/hubspot/ledger');
  expect(body['data']).toMatchObject([{ action: 'create', objectType: 'contacts' }]);
});
