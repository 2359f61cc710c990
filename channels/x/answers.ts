/** X's answers → what became of a call. */
import type { z } from 'zod';
import type { ActionOutcome, CallOptions, SendOutcome } from '../channel.ts';
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
import { title, type XAnswer } from './client.ts';
import { waitOf } from './rate-limits.ts';
import { refusalOf, throttles } from './refusals.ts';

/** @param sentIn what the body of a success says; undefined: it can't be read */
export function outcomeOfAnswer(
  answer: XAnswer,
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
  call: () => Promise<XAnswer>,
  now: () => number,
): Promise<ActionOutcome> {
  try {
    return inWordsOfAnAction(failureIn(await call(), now()) ?? { kind: 'done' });
  } catch (error) {
    return inWordsOfAnAction(outcomeWithoutAnswer(title, error, now()));
  }
}

function inWordsOfAnAction(outcome: ActionOutcome): ActionOutcome {
  if (outcome.kind !== 'unknown') return outcome;
  const { code, platformCode } = outcome.failure;
  const words = 'X gave no clear answer, so this may or may not be done. Look at it on X.';
  return { kind: 'unknown', failure: failureOf(code, words, platformCode) };
}

export function failureIn(answer: XAnswer, now: number): Unsent | undefined {
  const { status, headers, problem } = answer;
  const platformCode = codeOf(answer);
  if (status >= 500 || status === 408) return lostAnswer(title, platformCode);
  const refusal = problem && refusalOf(problem);
  if (status < 400) {
    if (refusal && status < 300) return refused(refusal.code, refusal.message, platformCode);
    return status >= 200 && status < 300 && !problem ? undefined : lostAnswer(title, platformCode);
  }
  // A plan that is used up answers 429 too, but no patience helps then.
  if (refusal?.code === 'quota_exceeded') {
    return refused(refusal.code, refusal.message, platformCode);
  }
  if (status === 429 || throttles.has(problem?.code)) {
    return retryAt(now + waitOf(headers, now), rateLimited(title, platformCode));
  }
  if (status === 401) return tokenDead(title, platformCode);
  if (refusal) return refused(refusal.code, refusal.message, platformCode);
  const said = problem?.detail ? ` It says: ${problem.detail.slice(0, 300)}` : '';
  return refused('rejected', `X refused this (HTTP ${String(status)}).${said}`, platformCode);
}

/** What a call that is no send gives. @throws ChannelError */
export function valueOf<Schema extends z.ZodType>(
  answer: XAnswer,
  schema: Schema,
  { now = Date.now }: CallOptions,
): z.infer<Schema> {
  if (answer.problem || answer.status < 200 || answer.status > 299) {
    throw errorOfAnswer(answer, now());
  }
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ChannelError('platform_failed', 'X’s answer cannot be read');
}

/** Is what was asked for gone, suspended, or not ours to see? */
export const isGone = ({ status, problem }: XAnswer): boolean =>
  status === 404 ||
  (status < 300 &&
    /^(resource-not-found|not-authorized-for-resource|disallowed-resource|resource-unavailable|50|63|144|179)$/.test(
      problem?.code ?? '',
    ));

function errorOfAnswer(answer: XAnswer, now: number): ChannelError {
  const { status, headers, problem } = answer;
  const said = `${codeOf(answer)}${problem?.detail ? `: ${problem.detail.slice(0, 200)}` : ''}`;
  const refusal = status < 500 ? problem && refusalOf(problem) : undefined;
  if (refusal?.code === 'quota_exceeded') return new ChannelError(refusal.code, refusal.message);
  if (status === 429 || throttles.has(problem?.code)) {
    const retryAfterMs = waitOf(headers, now);
    return new ChannelError('rate_limited', `X asks to slow down (${said})`, { retryAfterMs });
  }
  if (status === 401)
    return new ChannelError('token_dead', `X does not accept the token (${said})`);
  if (refusal?.code === 'no_permission') return new ChannelError(refusal.code, refusal.message);
  return new ChannelError('platform_failed', `X answered ${said}`);
}

/** `403`, or with the name or number of the problem: `403/187`. */
const codeOf = ({ status, problem }: XAnswer): string =>
  problem?.code === undefined ? String(status) : `${String(status)}/${problem.code}`;
