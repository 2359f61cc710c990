/** Bluesky's answers → what became of a call. */
import type { z } from 'zod';
import type { ActionOutcome, CallOptions, SendOutcome } from '../channel.ts';
import { NoAnswer } from '../http.ts';
import {
  ChannelError,
  failureOf,
  lostAnswer,
  outcomeWithoutAnswer,
  rateLimited,
  refused,
  retryAt,
  tokenDead,
  type Unsent,
} from '../outcome.ts';
import { title, type BlueskyAnswer } from './client.ts';
import { waitOf } from './rate-limits.ts';
import { refusalOf } from './refusals.ts';

/** @param sentIn what the body of a success says; undefined: it can't be read */
export function outcomeOfAnswer(
  answer: BlueskyAnswer,
  now: number,
  sentIn: (body: unknown) => { id: string; platformAt?: number; url?: string } | undefined,
): SendOutcome {
  const failure = failureIn(answer, now);
  if (failure) return failure;
  const { id, ...more } = sentIn(answer.body) ?? {};
  return id === undefined
    ? lostAnswer(title, codeOf(answer))
    : { kind: 'sent', platformMessageId: id, at: now, ...more };
}

/** Of a call that changes something and may be made twice harmlessly. Never throws. */
export async function actionOf(
  call: () => Promise<ActionOutcome>,
  now: () => number,
): Promise<ActionOutcome> {
  try {
    return inWordsOfAnAction(await call());
  } catch (error) {
    return inWordsOfAnAction(outcomeOfError(error, now()));
  }
}

export const doneOf = (answer: BlueskyAnswer, now: number): ActionOutcome =>
  failureIn(answer, now) ?? { kind: 'done' };

function inWordsOfAnAction(outcome: ActionOutcome): ActionOutcome {
  if (outcome.kind !== 'unknown') return outcome;
  const { code, platformCode } = outcome.failure;
  const words = 'Bluesky gave no clear answer, so this may or may not be done. Look at it there.';
  return { kind: 'unknown', failure: failureOf(code, words, platformCode) };
}

export function failureIn(answer: BlueskyAnswer, now: number): Unsent | undefined {
  const { status, headers, error } = answer;
  const platformCode = codeOf(answer);
  if (status >= 500 || status === 408 || (status >= 300 && status < 400)) {
    return lostAnswer(title, platformCode);
  }
  if (status < 300) return undefined;
  if (status === 429) return retryAt(now + waitOf(headers, now), rateLimited(title, platformCode));
  const refusal = refusalOf(answer);
  if (refusal) return refused(refusal.code, refusal.message, platformCode);
  if (isTokenDead(answer)) return tokenDead(title, platformCode);
  const said = error?.message ? ` It says: ${error.message.slice(0, 300)}` : '';
  return refused('rejected', `Bluesky refused this (HTTP ${String(status)}).${said}`, platformCode);
}

/**
 * Of a question that had to be asked before anything was sent: nothing has left, so an outage is only a delay.
 * undefined: the answer is good.
 */
export function failureBefore(answer: BlueskyAnswer, now: number): Unsent | undefined {
  const failure = failureIn(answer, now);
  return failure?.kind === 'unknown' ? notYet(now, codeOf(answer)) : failure;
}

/** What `ask` gives, of a question that comes before the sending: what it cannot tell is only a delay. */
export async function before<T>(
  now: () => number,
  ask: () => Promise<T>,
): Promise<{ value: T } | Unsent> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof ChannelError) return failureOfQuestion(error, now());
    if (error instanceof NoAnswer && error.kind !== 'lost') return outcomeOfError(error, now());
    return notYet(now());
  }
}

export function failureOfQuestion(
  { code, message, retryAfterMs }: ChannelError,
  now: number,
): Unsent {
  if (code === 'rate_limited') return retryAt(now + (retryAfterMs ?? 0), rateLimited(title));
  return code === 'platform_failed' ? notYet(now) : refused(code, message);
}

const notYet = (now: number, platformCode?: string): Unsent =>
  retryAt(
    now + 5_000,
    failureOf(
      'not_reached',
      'Bluesky could not be asked. The message is tried again shortly.',
      platformCode,
    ),
  );

export function outcomeOfError(error: unknown, now: number): Unsent {
  return outcomeWithoutAnswer(title, error, now);
}

/** What a call that is no send gives. @throws ChannelError */
export function valueOf<Schema extends z.ZodType>(
  answer: BlueskyAnswer,
  schema: Schema,
  { now = Date.now }: CallOptions,
): z.infer<Schema> {
  if (answer.status < 200 || answer.status > 299) throw errorOfAnswer(answer, now());
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ChannelError('platform_failed', 'Bluesky’s answer cannot be read');
}

function errorOfAnswer(answer: BlueskyAnswer, now: number): ChannelError {
  const { status, headers, error } = answer;
  const said = `${codeOf(answer)}${error?.message ? `: ${error.message.slice(0, 200)}` : ''}`;
  if (status === 429) {
    const retryAfterMs = waitOf(headers, now);
    return new ChannelError('rate_limited', `Bluesky asks to slow down (${said})`, {
      retryAfterMs,
    });
  }
  if (status < 500) {
    const refusal = refusalOf(answer);
    if (refusal) return new ChannelError(refusal.code, refusal.message);
    if (isTokenDead(answer)) {
      return new ChannelError('token_dead', `Bluesky does not accept the app password (${said})`);
    }
  }
  const code = status >= 400 && status < 500 && status !== 408 ? 'rejected' : 'platform_failed';
  return new ChannelError(code, `Bluesky answered ${said}`);
}

const isTokenDead = ({ status, error }: BlueskyAnswer): boolean =>
  status === 401 ||
  ['ExpiredToken', 'InvalidToken', 'AuthenticationRequired', 'AuthMissing'].includes(
    error?.name ?? '',
  );

/** `400`, or with the name of the error: `400/InvalidSwap`. */
const codeOf = ({ status, error }: BlueskyAnswer): string =>
  error === undefined ? String(status) : `${String(status)}/${error.name}`;
