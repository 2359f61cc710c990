/** Holds the api's port while the desk comes up: people see how far it is, platforms are asked to come again. */
import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpsError } from './processes.ts';
import type { Progress } from './progress.ts';

const folder = join(import.meta.dirname, 'progress');
const assets: Record<string, { type: string; file: string }> = {
  '/starting.css': { type: 'text/css', file: 'starting.css' },
  '/starting.js': { type: 'text/javascript', file: 'starting.js' },
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface ProgressServer {
  /** From now on the api gets the port when it asks for it. */
  letGo: () => void;
  /** Ends it; where a page is open, not before that has seen why. */
  close(): Promise<void>;
}

/** @throws OpsError in one sentence when the port is taken. */
export async function startProgressServer(options: {
  port: number;
  host: string;
  /** The api comes with it for the port. */
  token: string;
  progress: Progress;
}): Promise<ProgressServer> {
  const { port, host, token, progress } = options;
  const { promise: readyForApi, resolve: letGo } = Promise.withResolvers<undefined>();
  let lastAsked = 0;

  const server = createServer((request, response) => {
    request.resume();
    const path = (request.url ?? '').replace(/\?.*$/, '');
    if (request.method === 'POST' && path === '/handover') {
      void handOver(request, response);
      return;
    }
    if (path === '/readyz' || path === '/healthz') {
      lastAsked = Date.now();
      notYet(response, 'application/json', JSON.stringify({ ready: false, ...progress.look() }));
      return;
    }
    if (path === '/starting.json') {
      lastAsked = Date.now();
      response.writeHead(200, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(progress.look()));
      return;
    }
    const asset = assets[path];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && asset) {
      response.writeHead(200, { 'content-type': asset.type, ...headers });
      response.end(readFileSync(join(folder, asset.file)));
    } else if (isRead && (request.headers.accept ?? '').includes('text/html')) {
      notYet(response, 'text/html; charset=utf-8', readFileSync(join(folder, 'starting.html')));
    } else {
      notYet(response, 'text/plain', 'The desk is starting.\n');
    }
  });
  const handOver = async (request: IncomingMessage, response: ServerResponse) => {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
      response.writeHead(403).end();
      return;
    }
    await readyForApi;
    // Closed before the answer: whoever reads it finds the port free.
    server.close();
    server.closeIdleConnections();
    response.writeHead(204, { connection: 'close' }).end(() => {
      server.closeAllConnections();
    });
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      const words = `Port ${port} (api) is in use by another program: end that one, or set API_PORT to a free port.`;
      reject(isTaken ? new OpsError(words) : error);
    });
    server.listen({ port, host, exclusive: true }, resolve);
  });

  return {
    letGo: () => {
      letGo(undefined);
    },
    async close() {
      const isWatched = server.listening && Date.now() - lastAsked < 3_000;
      if (isWatched && progress.look().failure !== undefined) await sleep(2_500);
      server.close();
      server.closeAllConnections();
    },
  };
}

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

function notYet(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(503, { 'content-type': type, 'retry-after': '5', ...headers });
  response.end(body);
}

function isSame(given: string, right: string): boolean {
  const [left, expected] = [Buffer.from(given), Buffer.from(right)];
  return left.length === expected.length && timingSafeEqual(left, expected);
}
