/** Salesforce as it is: where a caller goes wrong, it says so in Salesforce's words. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { salesforceDemo } from '../../sandbox/salesforce/org.ts';
import { parseSoql } from '../../sandbox/salesforce/soql-parser.ts';
import { startTestSandbox } from './support/sandbox.ts';
import type { TestSandbox } from './support/sandbox.ts';

let sandbox: TestSandbox;
let authorization = '';
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const signIn = async (more: Record<string, string> = {}, at = sandbox) => {
  const { clientId, clientSecret, refreshToken } = salesforceDemo;
  const response = await fetch(`${at.url}/salesforce/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
      ...{ client_id: clientId, client_secret: clientSecret },
      ...more,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
beforeEach(async () => {
  await sandbox.call('POST', '/sandbox/reset', {});
  authorization = `Bearer ${String((await signIn()).body['access_token'])}`;
});

const data = '/salesforce/services/data/v62.0';
const api = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  sandbox.call(method, data + path, body, { authorization, ...headers });
const soql = (text: string) => api('GET', `/query?q=${encodeURIComponent(text)}`);
const contact = (fields: object) => api('POST', '/sobjects/Contact', fields);
const codeIn = ({ body }: { body: unknown }) => (body as { errorCode?: string }[])[0]?.errorCode;

describe('tokens', () => {
  test('are renewed, issued to the app itself, and refused in the words of OAuth', async () => {
    const { body } = await signIn();
    expect(body).toMatchObject({ token_type: 'Bearer', instance_url: `${sandbox.url}/salesforce` });
    expect(body['id']).toMatch(/\/id\/00D\w+\/005\w+$/);
    expect((await signIn({ grant_type: 'client_credentials' })).status).toBe(200);
    expect(await signIn({ refresh_token: 'x' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await signIn({ client_id: 'x' })).toMatchObject({
      body: { error: 'invalid_client_id' },
    });
    expect(await signIn({ client_secret: 'x' })).toMatchObject({
      body: { error: 'invalid_client' },
    });
  });

  test('that turn over are good for once', async () => {
    await sandbox.call('PATCH', '/sandbox/salesforce/settings', { turnsOver: true });
    const { body } = await signIn();
    expect((await signIn()).body['error']).toBe('invalid_grant');
    expect((await signIn({ refresh_token: String(body['refresh_token']) })).status).toBe(200);
  });

  test('run out', async () => {
    await sandbox.call('POST', '/sandbox/salesforce/tokens/expire', {});
    const late = await soql('SELECT Id FROM Contact');
    expect(late.status).toBe(401);
    expect(late.body).toEqual([
      { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
    ]);
  });
});

describe('SOQL', () => {
  test.each([
    "SELECT Id FROM Contact WHERE A = 'x' AND B = 'y' OR C = 'z'",
    "SELECT Id FROM Contact WHERE Name = 'O'Neil'",
    String.raw`SELECT Id FROM Contact WHERE Name = 'a\q'`,
    'SELECT Id FROM Contact WHERE Email IN ()',
    'SELECT FROM Contact',
    'SELECT Id, FROM Contact',
    'SELECT Id FROM Contact LIMIT',
    'SELECT Id FROM Contact; DELETE',
    'SELECT COUNT() FROM Contact',
  ])('%s is malformed', (text) => {
    expect(() => parseSoql(text)).toThrow();
  });

  test('what is malformed is answered so, and a column that is not there is named', async () => {
    expect(codeIn(await soql('SELECT * FROM Contact'))).toBe('MALFORMED_QUERY');
    expect(codeIn(await soql('SELECT Id FROM Unicorn'))).toBe('INVALID_TYPE');
    expect(codeIn(await soql('SELECT Nope__c FROM Contact'))).toBe('INVALID_FIELD');
    expect(codeIn(await soql("SELECT Id FROM Task WHERE Description = 'x'"))).toBe('INVALID_FIELD');
  });

  test('escapes, compares without case, looks inside, follows relations and sorts', async () => {
    await contact({ FirstName: 'Ana', LastName: "O'Neil\\", Email: 'Ana@Example.com' });
    await contact({ LastName: 'Zed', Email: 'zed@example.com', Careline_Traces__c: 'abc def' });
    const names = async (where: string, tail = '') => {
      const { body } = await soql(
        `SELECT LastName, Owner.Name FROM Contact WHERE ${where} ${tail}`,
      );
      return body['records']!.map((it) => it['LastName']);
    };
    expect(await names(String.raw`LastName = 'O\'Neil\\'`)).toEqual(["O'Neil\\"]);
    expect(await names("Email IN ('ana@example.com', 'x')")).toEqual(["O'Neil\\"]);
    expect(await names("Careline_Traces__c LIKE '%def%'")).toEqual(['Zed']);
    expect(await names("(Email = 'x' OR LastName LIKE 'Z_d') AND Phone = null")).toEqual(['Zed']);
    expect(await names('Email != null', 'ORDER BY LastName DESC LIMIT 1')).toEqual(['Zed']);
    const { body, headers } = await soql('SELECT Owner.Name FROM Contact LIMIT 1');
    expect(body['records']).toMatchObject([{ Owner: { Name: 'Careline Integration' } }]);
    expect(headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/15000$/);
  });
});

describe('records', () => {
  test('need what is required, know their fields, and say which is wrong', async () => {
    expect(codeIn(await contact({ FirstName: 'Ana' }))).toBe('REQUIRED_FIELD_MISSING');
    expect(codeIn(await contact({ LastName: 'A', Nope__c: 'x' }))).toBe('INVALID_FIELD');
    expect(codeIn(await contact({ LastName: 'A', Email: 'nope' }))).toBe('INVALID_EMAIL_ADDRESS');
    expect(codeIn(await contact({ LastName: 'A'.repeat(81) }))).toBe('STRING_TOO_LONG');
    expect(codeIn(await contact({ LastName: 'A', Name: 'B' }))).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
    const orphan = await api('POST', '/sobjects/Task', { WhoId: '0035g0000000000AAA' });
    expect(codeIn(orphan)).toBe('INVALID_CROSS_REFERENCE_KEY');
  });

  test('are made once by an external id; of two at once, one has to come again', async () => {
    const upsert = (key: string, body: object) =>
      api('PATCH', `/sobjects/Contact/Careline_Key__c/${encodeURIComponent(key)}`, body);
    expect(await upsert('a/1', { LastName: 'A' })).toMatchObject({
      status: 201,
      body: { created: true },
    });
    expect(await upsert('A/1', { LastName: 'A' })).toMatchObject({
      status: 200,
      body: { created: false },
    });
    const atOnce = (key: string) =>
      Promise.all([upsert(key, { LastName: 'B' }), upsert(key, { LastName: 'B' })]);
    let both = await atOnce('b');
    // On a busy machine the second may come when the first is done.
    for (let n = 0; n < 20 && both.some((it) => it.status === 200); n += 1) {
      both = await atOnce(`b${n}`);
    }
    expect(both.map((it) => it.status).toSorted()).toEqual([201, 400]);
    expect(both.map(codeIn)).toContain('DUPLICATE_VALUE');
    const other = await api('PATCH', '/sobjects/Contact/Email/x', {});
    expect(other).toMatchObject({ status: 404 });
    const id = String(both.find((it) => it.status === 201)?.body['id']);
    const writes = await Promise.all(
      ['x', 'y'].map((Title) => api('PATCH', `/sobjects/Contact/${id}`, { Title })),
    );
    expect(writes.map((it) => it.status).toSorted()).toEqual([204, 400]);
    expect(writes.map(codeIn)).toContain('UNABLE_TO_LOCK_ROW');
  });

  test('a double by name is let in only by a header', async () => {
    await contact({ LastName: 'Twin' });
    expect(codeIn(await contact({ LastName: 'Twin' }))).toBe('DUPLICATES_DETECTED');
    const allowed = { 'sforce-duplicate-rule-header': 'allowSave=true' };
    expect((await api('POST', '/sobjects/Contact', { LastName: 'Twin' }, allowed)).status).toBe(
      201,
    );
  });

  test('a contact with a case stays; what is deleted is known to be', async () => {
    const id = String((await contact({ LastName: 'A' })).body['id']);
    expect(id).toMatch(/^003\w{12}[A-Z0-5]{3}$/);
    const made = await api('POST', '/sobjects/Case', { ContactId: id, Subject: 'x' });
    expect(codeIn(await api('DELETE', `/sobjects/Contact/${id}`))).toBe('DELETE_FAILED');
    await api('DELETE', `/sobjects/Case/${String(made.body['id'])}`);
    expect((await api('DELETE', `/sobjects/Contact/${id}`)).status).toBe(204);
    const gone = await api('DELETE', `/sobjects/Contact/${id.slice(0, 15)}`);
    expect(gone.status).toBe(404);
    expect(codeIn(gone)).toBe('ENTITY_IS_DELETED');
    expect(codeIn(await api('GET', '/sobjects/Contact/nonsense'))).toBe('MALFORMED_ID');
  });

  test('describe says what may be a key', async () => {
    const { body } = await api('GET', '/sobjects/Case/describe');
    const key = body['fields']!.find((it) => it['name'] === 'Careline_Key__c');
    expect(key).toMatchObject({ externalId: true, unique: true, createable: true });
  });
});

test('what both CRMs know outlives a restart, and what waits to be told is told', async () => {
  const home = mkdtempSync(join(tmpdir(), 'careline-sandbox-'));
  const first = await startTestSandbox({ home });
  for (const crm of ['hubspot', 'salesforce']) {
    await first.call('PATCH', `/sandbox/${crm}/settings`, { webhookUrl: 'http://127.0.0.1:9/x' });
    await first.call('POST', `/sandbox/${crm}/contacts`, {
      name: 'Ana Lima',
      tier: 'gold',
      cases: [{ title: 'A' }],
    });
  }
  const before = (await signIn({}, first)).body['access_token'];
  const views = async (at: TestSandbox) =>
    Promise.all(
      ['hubspot', 'salesforce'].map(
        async (crm) => (await at.call('GET', `/sandbox/${crm}/contacts`)).body,
      ),
    );
  const seen = await views(first);
  await first.close();
  const second = await startTestSandbox({ home });
  expect(await views(second)).toEqual(seen);
  expect(seen).toMatchObject([{ total: 1 }, { total: 1 }]);
  const still = await second.call('GET', `${data}/query?q=SELECT+Id+FROM+Case`, undefined, {
    authorization: `Bearer ${String(before)}`,
  });
  expect(still.body).toMatchObject({ totalSize: 1 });
  expect(
    (await second.call('GET', '/sandbox/salesforce/hooks')).body['data']!.length,
  ).toBeGreaterThan(0);
  await second.close();
  rmSync(home, { recursive: true });
});
