import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** What its JSON says; the bytes of a form. */
  body: unknown;
}

export type Answer = (request: SeenRequest, response: ServerResponse) => void;

/** A platform of one answer at a time, over real HTTP. */
export async function startPlatform() {
  const seen: SeenRequest[] = [];
  let answer: Answer = json(500, {});
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://platform');
      const bytes = Buffer.concat(chunks);
      // A form, or a file.
      const isForm = /^(multipart|image|video)\//.test(request.headers['content-type'] ?? '');
      const one: SeenRequest = {
        method: request.method ?? '',
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: request.headers,
        body: isForm ? bytes : bytes.length === 0 ? undefined : JSON.parse(bytes.toString()),
      };
      seen.push(one);
      answer(one, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    seen,
    answersWith(next: Answer) {
      answer = next;
      seen.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** What networks, proxies and dying servers do after a request has arrived: nobody can say what became of it. */
export const lostAnswers: Record<string, Answer> = {
  'HTTP 500 without a body': json(500, ''),
  'HTTP 502 with a page': json(502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' }),
  'HTTP 503 with Retry-After': json(503, {}, { 'retry-after': '1' }),
  'HTTP 408': json(408, ''),
  'HTTP 200 with a page': json(200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
  'HTTP 200 with nothing': json(200, ''),
  'HTTP 200 with half of the JSON': json(200, '{"ok":true,"result":{"mess'),
  'HTTP 200 with null': json(200, 'null'),
  'HTTP 200 without an id': json(200, { ok: true, result: {}, recipient_id: '1' }),
  'HTTP 200 with JSON of 2 MB': json(200, `{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`),
  'a redirect': json(302, '', { location: '/elsewhere' }),
  'a reset after the request': (_request, response) => {
    response.socket?.resetAndDestroy();
  },
  'a closed connection after the request': (_request, response) => {
    response.socket?.destroy();
  },
  'a reset within the answer': (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"ok":true');
    setTimeout(() => response.socket?.resetAndDestroy(), 20);
  },
  'silence until the deadline': () => undefined,
  'a body that never ends': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{');
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => {
      clearInterval(drip);
    });
  },
  'no HTTP': (_request, response) => {
    response.socket?.end('hello');
  },
};
