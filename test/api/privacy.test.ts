/** Asking for a person's data to be given out or taken away; what comes of it is test/activities/erasure.test.ts. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DataExportJson, ErasureJson } from '../../api/schemas/privacy.ts';
import type { Role } from '../../api/permissions.ts';
import { createDetach } from '../../activities/privacy/detach.ts';
import { createExport } from '../../activities/privacy/export.ts';
import { spoolOf } from '../../files/store.ts';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let desk: DeskRows;
let ana: Awaited<ReturnType<typeof addConversation>>;
beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());
beforeEach(async () => {
  ana = await addConversation(api.parts.pool, desk, { customer: 'Ana Areal' });
});

const call = <T>(method: string, path: string, body?: unknown, as: Role = 'admin') =>
  api.call<T>(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) });
const audited = async (action: string, target: string) =>
  (await call<{ data: unknown[] }>('GET', `/audit?action=${action}&target=${target}`)).body.data;
const heartbeat = () => undefined;

describe('an erasure', () => {
  const erase = (body: object = {}) =>
    call<ErasureJson>('POST', `/customers/${ana.customerId}/erase`, body);

  test('is asked for once, however often; it is in the audit, and names nobody', async () => {
    const first = await erase();
    expect(first).toMatchObject({
      status: 202,
      body: { status: 'queued', customerIds: [ana.customerId], counts: {} },
    });
    expect((await erase({ isWholePerson: false })).body).toEqual(first.body);
    expect(await audited('customer.erasure_asked', ana.customerId)).toHaveLength(1);
    const shown = await call<ErasureJson>('GET', `/erasures/${first.body.id}`);
    expect(shown.body).toEqual(first.body);
    const listed = await call<{ data: ErasureJson[] }>(
      'GET',
      `/erasures?customerId=${ana.customerId}`,
    );
    expect(listed.body.data).toEqual([first.body]);
    expect(JSON.stringify(listed.body)).not.toContain('Areal');
  });

  test('asked for by two at once is one', async () => {
    const both = await Promise.all([erase(), erase()]);
    expect(new Set(both.map(({ body }) => body.id)).size).toBe(1);
  });

  test('is of the whole person, or of the one identity', async () => {
    const other = await addConversation(api.parts.pool, desk);
    await call('POST', `/customers/${ana.customerId}/link`, { customerId: other.customerId });
    const { body } = await erase();
    expect(body.customerIds.toSorted()).toEqual([ana.customerId, other.customerId].toSorted());
    const third = await addConversation(api.parts.pool, desk);
    const fourth = await addConversation(api.parts.pool, desk);
    await call('POST', `/customers/${third.customerId}/link`, { customerId: fourth.customerId });
    const alone = await call<ErasureJson>('POST', `/customers/${third.customerId}/erase`, {
      isWholePerson: false,
    });
    expect(alone.body.customerIds).toEqual([third.customerId]);
  });

  test('begun, nobody finds the customer, and nothing is written of them any more', async () => {
    const { body } = await erase();
    await createDetach({ pool: api.parts.pool, secretKeys: api.parts.config.secretKeys })({
      erasureId: body.id,
    });
    const listed = await call<{ data: { id: string }[] }>('GET', '/customers?q=Areal');
    expect(listed.body.data.map(({ id }) => id)).not.toContain(ana.customerId);
    const shown = await call<object>('GET', `/customers/${ana.customerId}`);
    expect(shown.body).toMatchObject({ name: '', handle: '', erasedAt: expect.any(String) });
    const note = await call('POST', `/customers/${ana.customerId}/notes`, { content: 'Hi' });
    expect(note.status).toBe(409);
    const other = await addConversation(api.parts.pool, desk);
    const link = await call('POST', `/customers/${other.customerId}/link`, {
      customerId: ana.customerId,
    });
    expect(link.status).toBe(422);
    expect((await call('POST', `/customers/${ana.customerId}/export`, {})).status).toBe(409);
    const first = { accountId: desk.accountId, customerId: ana.customerId, content: 'Hi' };
    expect((await call('POST', '/conversations', first)).status).toBe(422);
  });

  test('is an admin’s to ask for, and of a customer who is there', async () => {
    const path = `/customers/${ana.customerId}/erase`;
    expect((await call('POST', path, {}, 'supervisor')).status).toBe(403);
    expect((await call('POST', `/customers/${newId()}/erase`, {})).status).toBe(404);
    expect((await call('POST', path, { everything: true })).status).toBe(422);
    expect((await call('GET', `/erasures/${newId()}`)).status).toBe(404);
  });
});

describe('an export', () => {
  const wanted = async () =>
    (await call<DataExportJson>('POST', `/customers/${ana.customerId}/export`, {}, 'supervisor'))
      .body;
  const activities = () => {
    const { pool, store, config } = api.parts;
    return createExport({ pool, store, spoolFolder: spoolOf(config.files), heartbeat });
  };
  const file = (id: string, as: Role = 'supervisor') =>
    call<Record<string, { content?: string; direction?: string }[]>>(
      ...(['GET', `/exports/${id}/file`, undefined, as] as const),
    );

  test('is a file with all that the desk has, for who may, and who takes it is in the audit', async () => {
    for (let number = 1; number <= 450; number += 1) {
      const at = new Date(1_700_000_000_000 + number * 1000);
      await addMessage(api.parts.pool, ana, desk, { content: `line ${String(number)}`, at });
    }
    await call('POST', `/customers/${ana.customerId}/notes`, { content: 'Prefers "mail"' });
    const { id, status } = await wanted();
    expect(status).toBe('queued');
    expect((await wanted()).id).toBe(id);
    expect((await file(id)).status).toBe(409);
    const { expiresAt } = await activities().buildExport({ exportId: id });
    expect(await activities().buildExport({ exportId: id })).toEqual({ expiresAt });
    const { status: answered, body, headers } = await file(id);
    expect(answered).toBe(200);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="customer-data-/);
    expect(body['customers']).toMatchObject([{ id: ana.customerId, name: 'Ana Areal' }]);
    expect(body['notes']).toMatchObject([{ content: 'Prefers "mail"' }]);
    expect(body['conversations']).toMatchObject([{ id: ana.id }]);
    expect(body['messages']?.map(({ content }) => content)).toEqual(
      Array.from({ length: 450 }, (_, index) => `line ${String(index + 1)}`),
    );
    expect(await audited('data_export.downloaded', id)).toHaveLength(1);
    expect((await file(id, 'agent')).status).toBe(403);
  });

  test('has nothing of anybody else’s', async () => {
    const bob = await addConversation(api.parts.pool, desk, { customer: 'Bob Burg' });
    await addMessage(api.parts.pool, bob, desk, { content: 'secret of Bob' });
    const { id } = await wanted();
    await activities().buildExport({ exportId: id });
    expect(JSON.stringify((await file(id)).body)).not.toMatch(/Bob/);
  });

  test('is gone after its day: for who asks at once, from the store by its workflow', async () => {
    const { id } = await wanted();
    await activities().buildExport({ exportId: id });
    const { storageKey } = await api.parts.prisma.dataExport.findUniqueOrThrow({ where: { id } });
    await api.parts.prisma.dataExport.update({
      ...{ where: { id }, data: { expiresAt: new Date(Date.now() - 1) } },
    });
    expect((await file(id)).status).toBe(410);
    const shown = await call<DataExportJson>('GET', `/exports/${id}`);
    expect(shown.body.status).toBe('expired');
    expect(await api.parts.store.read(`${storageKey ?? ''}.1`)).toBeDefined();
    await activities().dropExport({ exportId: id });
    expect(await api.parts.store.read(`${storageKey ?? ''}.1`)).toBeUndefined();
  });
});
