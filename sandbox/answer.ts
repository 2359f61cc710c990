import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorRequestHandler, Response } from 'express';
import type { Call, Fault, Faults } from './faults.ts';

/** What a simulated platform answers, before it is written. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** A Buffer is JSON already, or what its content-type says. */
  body: unknown;
  /** Written one after the other, instead of a body: a stream. */
  pieces?: AsyncIterable<string>;
  /** The answer waits for this (an echo that overtakes it). */
  after?: Promise<unknown>;
}

/** How a platform words the failures that faults bring about. */
export interface Dialect {
  rateLimited(fault: Fault): Answer;
  serverError(fault: Fault): Answer;
  /** The account's token was taken back. */
  tokenDead(): Answer;
}

/** Answers a call, unless a fault hits it. */
export async function answerUnderFaults(
  response: Response,
  faults: Faults,
  call: Call,
  dialect: Dialect,
  handle: () => Answer | Promise<Answer>,
): Promise<void> {
  const fault = faults.strike(call);
  if (fault === undefined) return write(response, await handle());
  const wait = (fallbackSeconds: number) => sleep((fault.delaySeconds ?? fallbackSeconds) * 1000);
  const isTaken = fault.kind === 'accept_then_drop' || fault.afterAccept === true;
  const taken = isTaken ? await handle() : undefined;

  switch (fault.kind) {
    case 'rate_limit':
      return write(response, dialect.rateLimited(fault));
    case 'server_error':
      return write(response, dialect.serverError(fault));
    case 'token_dead':
      return write(response, dialect.tokenDead());
    case 'slow':
      await wait(2);
      return write(response, taken ?? (await handle()));
    case 'hang':
      await Promise.race([wait(60), new Promise((resolve) => response.once('close', resolve))]);
      cut(response);
      return;
    case 'accept_then_drop':
      await wait(0);
      cut(response);
      return;
    default:
      cut(response);
  }
}

const cut = (response: Response) => void response.socket?.resetAndDestroy();

export async function write(response: Response, answer: Answer): Promise<void> {
  if (answer.after !== undefined) await answer.after;
  if (response.destroyed) return;
  response.status(answer.status).set(answer.headers ?? {});
  if (answer.pieces !== undefined) return stream(response, answer.pieces);
  if (Buffer.isBuffer(answer.body)) {
    if (response.get('content-type') === undefined) response.type('json');
    response.send(answer.body);
  } else response.json(answer.body);
}

/**
 * The end of a simulated platform's router: what was thrown, in the platform's words.
 * @param words `status`: of what Express itself refuses (400: no JSON, 413: too large)
 */
export const inWords =
  (words: (error: unknown, status: unknown) => Answer): ErrorRequestHandler =>
  async (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error instanceof Error && 'status' in error ? error.status : undefined;
    await write(response, words(error, status));
  };

/** A source that fails breaks the connection off, in the middle of it. */
async function stream(response: Response, pieces: AsyncIterable<string>): Promise<void> {
  response.flushHeaders();
  try {
    for await (const piece of pieces) {
      if (response.destroyed) return;
      if (!response.write(piece))
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    await new Promise<void>((resolve) => response.end(resolve));
  } catch {
    cut(response);
  }
}
