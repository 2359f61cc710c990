/** Every error is a problem document (RFC 9457) with a stable type; what is wrong is named. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusOf } from '../../api/errors.ts';
import { startApi, type Call, type TestApi } from './support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.end());

interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

async function problem(method: string, path: string, call: Call = {}) {
  const reply = await api.call<Problem>(method, path, call);
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expect(reply.body).toMatchObject({
    type: `/problems/${reply.body.code}`,
    status: reply.status,
    title: expect.any(String) as string,
    detail: expect.any(String) as string,
  });
  return reply;
}

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/api/v1/teams`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${api.tokens.admin}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });

test.each([
  ['malformed JSON', '{"name":', {}, 400, 'malformed_request'],
  ['JSON of another kind', '[1]', {}, 422, 'invalid_request'],
  ['a bare word', 'null', {}, 422, 'invalid_request'],
  ['another content type', 'name=x', { 'content-type': 'text/plain' }, 415, undefined],
  ['no content type', 'name=x', { 'content-type': '' }, 415, undefined],
  ['another charset', '{}', { 'content-type': 'application/json; charset=latin1' }, 415, undefined],
  ['a compressed body', '{}', { 'content-encoding': 'gzip' }, 415, undefined],
  ['a body that is too large', `"${'x'.repeat(257 * 1024)}"`, {}, 413, 'too_large'],
  ['a bad Idempotency-Key', '{}', { 'idempotency-key': 'two words' }, 400, 'malformed_request'],
  ['a bad If-Match', '{}', { 'if-match': 'yes' }, 400, 'malformed_request'],
])('%s', async (_what, body, headers, status, code = 'unsupported_media_type') => {
  const response = await post(body, headers);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ code, status });
});

test.each([
  ['an unknown path', 'GET', '/api/v1/nothing', 404],
  ['an unknown path outside the api', 'GET', '/nothing', 404],
  ['a badly encoded path', 'GET', '/api/v1/agents/%E0%A4%A', 400],
  ['an id that is none', 'GET', '/api/v1/agents/1%20or%201=1', 404],
  ['another method', 'DELETE', '/api/v1/teams', 405],
  ['another method on webhooks', 'PUT', '/webhooks/facebook', 405],
])('%s', async (_what, method, path, status) => {
  const reply = await problem(method, path);
  expect(reply.status).toBe(status);
  if (status === 405) expect(reply.headers.get('allow')).toContain('POST');
});

describe('the field that is wrong is named', () => {
  test.each([
    ['POST', '/teams', {}, ['name']],
    ['POST', '/teams', { name: ' ' }, ['name']],
    ['POST', '/teams', { name: 'A', nmae: 'B' }, ['nmae']],
    ['POST', '/teams', { name: 'A', slaPolicyId: crypto.randomUUID() }, ['slaPolicyId']],
    ['POST', '/teams', { name: 'A', routingStrategy: 'random' }, ['routingStrategy']],
    ['POST', '/agents', { name: 'A', email: 'x', role: 'boss' }, ['email', 'role']],
    [
      'POST',
      '/agents',
      { name: 'A', email: 'a@b.cd', role: 'agent', skills: [{ kind: 'x', value: 'en', level: 9 }] },
      ['skills[0].kind', 'skills[0].level'],
    ],
    [
      'POST',
      '/agents',
      { name: 'A', email: 'a@b.cd', role: 'agent', capacity: 1e300 },
      ['capacity'],
    ],
    ['POST', '/routing-rules', { position: 1, name: 'A', language: 'x' }, ['language']],
    ['POST', '/routing-rules', { position: 1, name: 'A', teamId: crypto.randomUUID() }, ['teamId']],
    ['PATCH', '/settings', { webhookEndpoint: 'https://x' }, ['webhookEndpoint']],
    ['PATCH', '/settings', { slaDefaults: { firstResponseMinutes: 0 } }, undefined],
    ['POST', '/tokens', { name: 'A', role: 'agent', agentId: crypto.randomUUID() }, ['agentId']],
    ['POST', '/conversations', { accountId: crypto.randomUUID() }, ['customerId', 'content']],
    [
      'POST',
      '/conversations',
      { accountId: crypto.randomUUID(), customerId: crypto.randomUUID(), content: 'Hello' },
      ['accountId'],
    ],
    ['GET', '/conversations?status=bogus', undefined, ['status[0]']],
    ['GET', '/conversations?platform=myspace', undefined, ['platform[0]']],
    ['GET', '/conversations?limit=1000', undefined, ['limit']],
    ['GET', '/conversations?assignedTo=you', undefined, ['assignedTo']],
    ['GET', '/conversations?sort=name', undefined, ['sort']],
    ['GET', '/conversations?bogus=1', undefined, ['bogus']],
  ])('%s %s %j', async (method, path, body, fields) => {
    const reply = await problem(method, `/api/v1${path}`, body === undefined ? {} : { body });
    expect(reply.status).toBe(422);
    const named = (reply.body.errors ?? []).map(({ field }) => field);
    if (fields) expect(named).toEqual(fields);
    expect(named.length).toBeGreaterThan(0);
  });
});

test('text that PostgreSQL cannot hold is cleaned, not refused', async () => {
  const reply = await api.call<{ name: string }>('POST', '/api/v1/teams', {
    body: { name: 'Before\u0000After \ud800!' },
  });
  expect(reply).toMatchObject({ status: 201, body: { name: 'BeforeAfter \ufffd!' } });
  const search = await api.call('GET', `/api/v1/conversations?q=${encodeURIComponent('a\u0000b')}`);
  expect(search.status).toBe(200);
});

test('what is there already is 409', async () => {
  const body = { name: 'Twins' };
  expect((await api.call('POST', '/api/v1/teams', { body })).status).toBe(201);
  const again = await problem('POST', '/api/v1/teams', { body });
  expect(again).toMatchObject({ status: 409, body: { code: 'already_exists' } });
});

test('each problem is explained at its type', async () => {
  for (const code of Object.keys(statusOf)) {
    const reply = await api.call('GET', `/problems/${code}`, { as: 'nobody' });
    expect(reply).toMatchObject({ status: 200, body: { code } });
  }
  expect((await api.call('GET', '/problems/x', { as: 'nobody' })).status).toBe(404);
});

test('every answer has a request id, a caller’s own where it can stand in a log', async () => {
  const first = await api.call('GET', '/api/v1/teams', { headers: { 'x-request-id': 'mine-1' } });
  expect(first.headers.get('x-request-id')).toBe('mine-1');
  const second = await api.call('GET', '/api/v1/teams', { headers: { 'x-request-id': 'a b' } });
  expect(second.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(second.headers.get('x-powered-by')).toBeNull();
  expect(second.headers.get('x-content-type-options')).toBe('nosniff');
});
