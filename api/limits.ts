/** What one caller may take of the process: slow, large and countless requests are bounded here. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import { CareError } from '../domain/errors.ts';
import { rawProblem } from './problem.ts';

/** For a body to arrive in, but for a file's. */
const bodyWithinMs = 15_000;
/** A file of the usual limit comes through 2 Mbit/s. */
const uploadWithinMs = 120_000;

const options: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: uploadWithinMs,
  keepAliveTimeout: 20_000,
  maxHeaderSize: 16 * 1024,
  connectionsCheckingInterval: 1_000,
};

/** Above what a platform or a few hundred agents need; the file descriptors last. */
const maxConnections = 4_000;
const maxHeaders = 100;

export function createBoundedServer(listener: RequestListener): Server {
  const server = createServer(options, (request, response) => {
    boundTime(request);
    listener(request, response);
  });
  server.maxConnections = maxConnections;
  server.maxHeadersCount = maxHeaders;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    answerUnparsed(error, socket);
  });
  return server;
}

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Node has one time for all requests: that of the slowest that are meant to be. */
function boundTime(request: IncomingMessage): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && !(Number(length) > 0)) return;
  const timer = setTimeout(() => {
    if (request.complete || request.socket.destroyed) return;
    answerUnparsed({ name: '', message: '', code: 'ERR_HTTP_REQUEST_TIMEOUT' }, request.socket);
  }, bodyWithinMs);
  timers.set(request, timer);
  const clear = () => {
    clearTimeout(timer);
  };
  request.once('end', clear);
  request.once('close', clear);
}

/** A file may come for longer. */
export const allowSlowBody = (request: IncomingMessage): void => {
  clearTimeout(timers.get(request));
};

const refusals = new Map([
  ['HPE_HEADER_OVERFLOW', 'headers_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'too_slow'],
] as const) as ReadonlyMap<string, 'headers_too_large' | 'too_slow'>;

/**
 * Refuses a body that says that it is too large before any of it is read: body-parser would first wait for all of it.
 * Mounted before the parsers.
 */
export const boundBody =
  (limitBytes: number): RequestHandler =>
  (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      // What comes of it is not read: the connection is of no more use.
      response.setHeader('connection', 'close');
      throw new CareError('too_large', `The body may have ${String(limitBytes)} bytes.`);
    }
    next();
  };

/** What Node's parser refuses never becomes a request: answered on the socket. */
function answerUnparsed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  // Destroyed as soon as it is out: who never reads, or never closes, would keep the connection.
  socket.end(rawProblem(refusals.get(error.code ?? '') ?? 'malformed_request'), () => {
    socket.destroy();
  });
}

/** So long every answer says that its connection ends, before the idle ones are ended unasked. */
const farewellMs = 300;

/** Stops taking, lets what is under way finish, and ends idle connections; after `withinMs` the others too. */
export async function closeGracefully(server: Server, withinMs: number): Promise<void> {
  server.prependListener('request', (_request, response) => {
    response.shouldKeepAlive = false;
  });
  await sleep(farewellMs);
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, withinMs);
  await closed;
  clearTimeout(timer);
}
