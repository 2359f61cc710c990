import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

/** Stands for the desk: keeps every webhook, and answers as told. */
export interface FakeDesk {
  url: string;
  received: ReceivedWebhook[];
  /** What was asked of it by GET, e.g. LinkedIn's challenges, and how it answers that. */
  asked: string[];
  answerGetsWith(answer: (path: string) => { status: number; body: unknown }): void;
  /** The status of the next answers; 200 when nothing is said. */
  answerWith(
    answer: (webhook: ReceivedWebhook) => number | { status: number; retryAfter: number },
  ): void;
  close(): Promise<void>;
}

export async function startFakeDesk(): Promise<FakeDesk> {
  const received: ReceivedWebhook[] = [];
  let answer: Parameters<FakeDesk['answerWith']>[0] = () => 200;
  const asked: string[] = [];
  let answerGet: Parameters<FakeDesk['answerGetsWith']>[0] = () => ({ status: 404, body: {} });
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      asked.push(request.url ?? '');
      const { status, body } = answerGet(request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const webhook = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        at: Date.now(),
      };
      received.push(webhook);
      const given = answer(webhook);
      if (typeof given === 'number') response.writeHead(given);
      else response.writeHead(given.status, { 'retry-after': String(given.retryAfter) });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    asked,
    answerGetsWith(next) {
      answerGet = next;
    },
    answerWith(next) {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until `look` finds something. */
export async function eventually<Found>(
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
  withinMs = 4000,
): Promise<Found> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
