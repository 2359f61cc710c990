/** PostgreSQL refuses, then hangs: nothing is acknowledged, and everybody hears soon (T3, I12). */
import { createServer, connect, type Server, type Socket } from 'node:net';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres } from '../support/environment.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk } from './support/rows.ts';

/** Stands between the api and the database, and can be told to hang or to refuse. */
class Proxy {
  mode: 'open' | 'hang' | 'refuse' = 'open';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  constructor(target: URL) {
    this.#server = createServer((client) => {
      if (this.mode === 'refuse') {
        client.destroy();
        return;
      }
      const upstream = connect(Number(target.port), target.hostname);
      for (const socket of [client, upstream]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.on('data', (data) => this.mode === 'open' && upstream.write(data));
      upstream.on('data', (data) => this.mode === 'open' && client.write(data));
    });
  }
  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        resolve((this.#server.address() as { port: number }).port);
      });
    });
  }
  refuse(): void {
    this.mode = 'refuse';
    for (const socket of this.#sockets) socket.destroy();
  }
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

let api: TestApi;
let proxy: Proxy;
const acknowledged: string[] = [];
const secret = 'app-secret';

beforeAll(async () => {
  const postgres = await startPostgres();
  proxy = new Proxy(new URL(postgres.url));
  const url = new URL(postgres.url);
  url.port = String(await proxy.listen());
  api = await startApi({
    postgres: { url: url.href, drop: () => postgres.drop() },
    env: { DATABASE_STATEMENT_TIMEOUT_MS: '1000' },
  });
  await api.call('POST', '/api/v1/accounts', {
    body: {
      platform: 'facebook',
      name: 'Harbour',
      externalId: '2200',
      credentials: { pageAccessToken: 'page', appSecret: secret },
      check: false,
    },
  });
});
afterAll(async () => {
  proxy.mode = 'open';
  await api.end();
  proxy.close();
});

let number = 0;
async function webhook() {
  const begun = performance.now();
  number += 1;
  const message = { mid: `m_${number}`, text: 'Hello' };
  const event = { sender: { id: '1' }, recipient: { id: '2200' }, timestamp: 1, message };
  const sent = JSON.stringify({
    object: 'page',
    entry: [{ id: '2200', time: 1, messaging: [event] }],
  });
  const response = await fetch(`${api.url}/webhooks/facebook`, {
    method: 'POST',
    body: sent,
    headers: {
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(sent).digest('hex')}`,
    },
  });
  await response.text();
  if (response.ok) acknowledged.push(message.mid);
  return { status: response.status, response, ms: performance.now() - begun };
}

async function timed(path: string) {
  const begun = performance.now();
  const reply = await api.call('GET', path);
  return { ...reply, ms: performance.now() - begun };
}

/** The statements that look at this one row run out of their time; the table is as it was. */
async function whileSlow<T>(table: string, column: string, id: string, run: () => Promise<T>) {
  const { pool } = api.parts;
  const { rows } = await pool.query<{ name: string }>(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped',
    [table],
  );
  const columns = rows.map(({ name }) =>
    name === column
      ? `case id when '${id}' then slowly(${name}) else ${name} end as ${name}`
      : name,
  );
  // Said to be stable, so that it is asked for the rows that are wanted, and not for all.
  await pool.query(`create or replace function slowly(text) returns text stable language plpgsql
                    as 'begin perform pg_sleep(60); return $1; end'`);
  await pool.query(`alter table ${table} rename to real_${table}`);
  await pool.query(`create view ${table} as select ${columns.join(', ')} from real_${table}`);
  const done = await run();
  await pool.query(`drop view ${table}`);
  await pool.query(`alter table real_${table} rename to ${table}`);
  return done;
}

test('what could not be looked up is an outage, and not the fault of who asked', async () => {
  const { pool } = api.parts;
  const desk = await addDesk(pool);
  const [one, other] = [await addConversation(pool, desk), await addConversation(pool, desk)];
  const post = (path: string, body: object) =>
    api.call('POST', `/api/v1/conversations/${one.id}/${path}`, { body });
  const unavailable = { status: 503, body: { code: 'temporarily_unavailable' } };
  const mentions = [api.agents.viewer];
  const mentioned = await whileSlow('agents', 'name', api.agents.viewer, () =>
    post('notes', { content: 'Look!', mentions }),
  );
  expect(mentioned).toMatchObject(unavailable);
  const merged = await whileSlow('conversations', 'source', other.id, () =>
    post('merge', { into: other.id }),
  );
  expect(merged).toMatchObject(unavailable);
});

test.each(['refuse', 'hang'] as const)(
  'PostgreSQL that %ss',
  async (how) => {
    expect(await webhook()).toMatchObject({ status: 200 });
    if (how === 'refuse') proxy.refuse();
    else proxy.mode = 'hang';

    const refused = await webhook();
    expect(refused.status).toBe(503);
    expect(refused.response.headers.get('retry-after')).not.toBeNull();
    expect(refused.response.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.ms).toBeLessThan(2_300);

    const ready = await timed('/readyz');
    expect(ready).toMatchObject({ status: 503, body: { ready: false } });
    expect(ready.ms).toBeLessThan(5_000);
    expect(await timed('/healthz')).toMatchObject({ status: 200 });
    const read = await timed('/api/v1/teams');
    expect(read).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable' } });
    expect(read.ms).toBeLessThan(8_000);

    proxy.mode = 'open';
    await expect.poll(async () => (await webhook()).status, { timeout: 15_000 }).toBe(200);
    await expect.poll(async () => (await timed('/readyz')).status, { timeout: 15_000 }).toBe(200);
  },
  60_000,
);

test('what was acknowledged is there', async () => {
  expect(acknowledged.length).toBeGreaterThanOrEqual(4);
  for (const mid of acknowledged) {
    const { rowCount } = await api.parts.pool.query(
      'select 1 from inbox_events where position($1::bytea in raw) > 0',
      [Buffer.from(`"${mid}"`)],
    );
    expect(rowCount).toBe(1);
  }
});
