/** What is unread is so for each agent by themselves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { seal } from '../../runtime/secrets.ts';
import { json, startPlatform } from '../channels/support/platform-server.ts';
import { startApi, type Call, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let desk: DeskRows;
beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());

type Place = Awaited<ReturnType<typeof addConversation>>;
const opened = () => addConversation(api.parts.pool, desk);
const says = (place: Place, direction: 'inbound' | 'outbound' | 'note' = 'inbound', at?: Date) =>
  addMessage(api.parts.pool, place, desk, {
    content: 'Hello?',
    direction,
    ...(at === undefined ? {} : { at }),
  });
const call = <T>(method: string, path: string, options: Call = {}) =>
  api.call<T>(method, `/api/v1${path}`, { as: 'agent', ...options });
const unread = async ({ id }: Place, as: Call['as'] = 'agent') =>
  (await call<{ unread: number }>('GET', `/conversations/${id}`, { as })).body.unread;
const mark = (
  { id }: Place,
  name: 'read' | 'unread',
  body: object = {},
  as: Call['as'] = 'agent',
) =>
  call<{ unread: number; code?: string; errors?: { field: string }[] }>(
    'POST',
    `/conversations/${id}/${name}`,
    { body, as },
  );
const listed = async (query: string, as: Call['as'] = 'agent') =>
  (
    await call<{ data: { id: string; unread: number }[] }>(
      'GET',
      `/conversations?limit=100&${query}`,
      { as },
    )
  ).body.data;

describe('customers see that they were read', () => {
  test('when their own agent opens what is new, where the account says so; else nobody asks', async () => {
    const platform = await startPlatform();
    const { pool, config, accounts } = api.parts;
    const accountId = newId();
    const secrets = { credentials: { pageAccessToken: 't' }, webhookSecrets: [] };
    await pool.query(
      `insert into accounts (id, platform, name, external_id, secrets, team_id, base_url, mark_as_read)
       values ($1, 'facebook', 'Polite', '2200', $2, $3, $4, true)`,
      [accountId, seal(config.secretKeys, secrets), desk.teamId, platform.baseUrl],
    );
    accounts.invalidate();
    const polite = { ...desk, accountId };
    const mine = await addConversation(pool, polite, { assignedTo: api.agents.agent });
    await addMessage(pool, mine, polite, { content: 'Hello?' });
    platform.answersWith(json(200, { recipient_id: mine.customerId }));
    // A supervisor who passes by is not their agent.
    await mark(mine, 'read', {}, 'supervisor');
    expect(platform.seen).toEqual([]);
    await mark(mine, 'read');
    expect(platform.seen).toMatchObject([
      {
        path: '/v26.0/2200/messages',
        body: { recipient: { id: mine.customerId }, sender_action: 'mark_seen' },
      },
    ]);
    // Once: there is nothing new.
    await mark(mine, 'read');
    expect(platform.seen).toHaveLength(1);
    // That the platform fails costs the agent nothing.
    await addMessage(pool, mine, polite, { content: 'Still there?' });
    platform.answersWith(json(500, ''));
    expect((await mark(mine, 'read')).body.unread).toBe(0);
    await pool.query('update accounts set mark_as_read = false where id = $1', [accountId]);
    accounts.invalidate();
    await addMessage(pool, mine, polite, { content: 'So?' });
    platform.answersWith(json(200, {}));
    await mark(mine, 'read');
    expect(platform.seen).toEqual([]);
    await platform.stop();
  });
});

describe('unread', () => {
  test('is what came after our last answer, for who never looked', async () => {
    const place = await opened();
    await says(place);
    await says(place, 'outbound');
    await says(place);
    await says(place);
    await says(place, 'note');
    expect(await unread(place)).toBe(2);
  });

  test('counts what was recorded in the same moment as our answer, and said after it', async () => {
    const place = await opened();
    const minute = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));
    await says(place, 'inbound', minute(1));
    await says(place, 'outbound', minute(2));
    await says(place, 'inbound', minute(3));
    await api.parts.pool.query('update messages set recorded_at = $2 where conversation_id = $1', [
      place.id,
      minute(4),
    ]);
    expect(await unread(place)).toBe(1);
  });

  test('is not answered by what is not sent yet, or never was', async () => {
    const place = await opened();
    await says(place);
    const ours = await says(place, 'outbound');
    for (const status of ['queued', 'held', 'failed', 'cancelled']) {
      await api.parts.pool.query('update messages set delivery_status = $2 where id = $1', [
        ours,
        status,
      ]);
      expect(await unread(place)).toBe(1);
    }
  });

  test('is none after one has read, and what comes then; for oneself alone', async () => {
    const place = await opened();
    await says(place);
    await says(place);
    expect((await mark(place, 'read')).body.unread).toBe(0);
    expect(await unread(place, 'supervisor')).toBe(2);
    await says(place);
    expect(await unread(place)).toBe(1);
    // An answer of somebody else's does not mean that I have seen what it answers.
    await says(place, 'outbound');
    expect(await unread(place)).toBe(1);
    expect(await unread(place, 'supervisor')).toBe(0);
  });

  test('is what reaches us late, though the platform dates it before what was read', async () => {
    const place = await opened();
    await says(place);
    await mark(place, 'read');
    await says(place, 'inbound', new Date(Date.now() - 3_600_000));
    expect(await unread(place)).toBe(1);
  });

  test('is read up to the message that was on the screen, and never back', async () => {
    const place = await opened();
    const first = await says(place);
    await says(place);
    expect((await mark(place, 'read', { untilMessageId: first })).body.unread).toBe(1);
    await mark(place, 'read');
    expect((await mark(place, 'read', { untilMessageId: first })).body.unread).toBe(0);
  });

  test('can be made anew: the newest message, or all from one on', async () => {
    const place = await opened();
    await says(place);
    const second = await says(place);
    await says(place);
    await mark(place, 'read');
    expect((await mark(place, 'unread')).body.unread).toBe(1);
    expect((await mark(place, 'unread', { fromMessageId: second })).body.unread).toBe(2);
    expect((await mark(place, 'read')).body.unread).toBe(0);
  });

  test('refuses messages of elsewhere, and of ours', async () => {
    const [place, other] = [await opened(), await opened()];
    const [theirs, ours] = [await says(other), await says(place, 'outbound')];
    for (const id of [theirs, newId()]) {
      expect(await mark(place, 'read', { untilMessageId: id })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'untilMessageId' }] },
      });
    }
    for (const id of [theirs, ours, newId()]) {
      expect(await mark(place, 'unread', { fromMessageId: id })).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'fromMessageId' }] },
      });
    }
    expect(await mark(place, 'unread')).toMatchObject({ status: 409 });
    expect((await mark(other, 'unread', {}, 'admin')).status).toBe(403);
  });

  test('is a filter, and tells only its reader that it changed', async () => {
    const [read, missed] = [await opened(), await opened()];
    await says(read);
    await says(missed);
    const { pool } = api.parts;
    const told = async () =>
      (
        await pool.query<{ recipient_id: string; conversation_id: string }>(
          `select recipient_id, conversation_id from changes where kind = 'conversation' and recipient_id is not null order by id`,
        )
      ).rows;
    const before = (await told()).length;
    await mark(read, 'read');
    await mark(read, 'read');
    expect((await told()).slice(before)).toEqual([
      { recipient_id: api.agents.agent, conversation_id: read.id },
    ]);
    const ids = (list: { id: string }[]) => list.map(({ id }) => id);
    expect(ids(await listed('unread=true'))).toContain(missed.id);
    expect(ids(await listed('unread=true'))).not.toContain(read.id);
    expect(ids(await listed('unread=false'))).toContain(read.id);
    expect(ids(await listed('unread=true', 'supervisor'))).toContain(read.id);
    expect((await listed('unread=true')).every((row) => row.unread > 0)).toBe(true);
  });

  test('of a token that is nobody’s is what the workflow counts', async () => {
    const place = await opened();
    await api.parts.pool.query('update conversations set unread = 4 where id = $1', [place.id]);
    expect(await unread(place, 'admin')).toBe(4);
    expect((await listed('unread=true', 'admin')).map(({ id }) => id)).toContain(place.id);
    expect(await unread(place)).toBe(0);
  });

  test('costs a list of 100 among 10,000 conversations little', async () => {
    const { pool } = api.parts;
    const { accountId } = desk;
    await pool.query(
      `with made as (
         insert into conversations (id, thread_id, platform, account_id, customer_id, source, status, priority,
           priority_rank, sla, version, created_at, updated_at)
         select gen_random_uuid(), gen_random_uuid(), 'facebook', $1, gen_random_uuid(), 'dm', 'open', 'low', 0,
                '{"state":"none"}', 1, now(), now() - n * interval '1 second'
           from generate_series(1, 10000) n returning id, thread_id)
       insert into messages (id, conversation_id, thread_id, account_id, platform, direction, content_type, sender_id,
         sender_type, timestamp, delivery_status, recorded_at)
       select gen_random_uuid(), made.id, thread_id, $1, 'facebook', case when k % 2 = 0 then 'outbound' else 'inbound' end,
              'text', 'x', 'customer', now(), 'sent', now() + k * interval '1 ms'
         from made, generate_series(1, 10) k`,
      [accountId],
    );
    await pool.query(
      `insert into conversation_reads select $1, id, now() + interval '1 minute', 0 from conversations on conflict do nothing`,
      [api.agents.agent],
    );
    await pool.query('vacuum analyze conversations, messages, conversation_reads');
    const took = async (query: string, as: Call['as']) => {
      const from = performance.now();
      await listed(query, as);
      return performance.now() - from;
    };
    const times: Record<string, number> = {};
    for (const as of ['agent', 'supervisor'] as const) {
      for (const query of ['', 'unread=true', 'unread=false']) {
        await took(query, as);
        times[`${as} ${query}`] = await took(query, as);
      }
    }
    // Everything is read, by the agent: the list of what is not walks through all 10,000.
    expect(times['agent ']).toBeLessThan(300);
    expect(times['agent unread=true']).toBeLessThan(1_500);
  }, 60_000);
});
