/** What attempts come to, in words an agent can act on. */
import type { SendFailure, SendOutcome } from './channel.ts';
import { NoAnswer } from './http.ts';

/** A call that is no send (history, profile, typing) and did not work; `retryAfterMs` where the platform asked for patience. */
export class ChannelError extends Error {
  override name = 'ChannelError';
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/** Every outcome but the good one. */
export type Unsent = Exclude<SendOutcome, { kind: 'sent' }>;
export type Refused = Extract<SendOutcome, { kind: 'refused' }>;
export type Later = Extract<SendOutcome, { kind: 'retryAt' }>;

export const refused = (code: string, message: string, platformCode?: string): Refused => ({
  kind: 'refused',
  failure: failureOf(code, message, platformCode),
});

/** For what a platform has no call for. */
export const notOffered = (platform: string): Refused => ({
  kind: 'refused',
  failure: failureOf('not_offered', `${platform} does not let apps do this. Do it there by hand.`),
});

export const retryAt = (at: number, failure: SendFailure): Later => ({
  kind: 'retryAt',
  at,
  failure,
});

/** The request may have arrived: only positive evidence may say more. */
export const lostAnswer = (platform: string, platformCode?: string): Unsent => ({
  kind: 'unknown',
  failure: failureOf(
    'lost_answer',
    `${platform} gave no clear answer, so the message may or may not have arrived. Check the conversation there before sending it again.`,
    platformCode,
  ),
});

export const rateLimited = (platform: string, platformCode?: string): SendFailure =>
  failureOf(
    'rate_limited',
    `${platform} asks us to slow down. The message is sent again as soon as it allows it.`,
    platformCode,
  );

export const notConfigured = (platform: string): Refused =>
  refused(
    'not_configured',
    `This ${platform} account is not set up completely. Ask an administrator to check its token and address.`,
  );

export const tokenDead = (platform: string, platformCode?: string): Refused =>
  refused(
    'token_dead',
    `${platform} no longer accepts this account's token. Ask an administrator to connect the account again.`,
    platformCode,
  );

/** A file that the platform did not take, for a reason that may pass. */
export const notUploaded = (platform: string, now: number, platformCode?: string): Later =>
  retryAt(
    now + notUploadedRetryMs,
    failureOf(
      'not_uploaded',
      `${platform} did not take the file. The reply is tried again shortly.`,
      platformCode,
    ),
  );

/** Not one byte left, or none that could say anything. */
export const notReached = (platform: string, now: number): Later =>
  retryAt(
    now + notReachedRetryMs,
    failureOf('not_reached', `${platform} cannot be reached. The message is tried again shortly.`),
  );

/** The outcome of a send whose exchange ended without an answer. */
export function outcomeWithoutAnswer(platform: string, error: unknown, now: number): Unsent {
  if (!(error instanceof NoAnswer) || error.kind === 'lost') return lostAnswer(platform);
  if (error.kind === 'invalid') return notConfigured(platform);
  return notReached(platform, now);
}

export const failureOf = (code: string, message: string, platformCode?: string): SendFailure => ({
  code,
  message,
  ...(platformCode !== undefined && { platformCode }),
});

const notReachedRetryMs = 5_000;
const notUploadedRetryMs = 15_000;
