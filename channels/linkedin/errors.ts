/** LinkedIn's answers → what became of the message. */
import type { z } from 'zod';
import type { CallOptions, SendOutcome } from '../channel.ts';
import { retryAfterOf } from '../http.ts';
import { ChannelError, lostAnswer, rateLimited, refused, retryAt, tokenDead } from '../outcome.ts';
import type { Answer } from './client.ts';

const name = 'LinkedIn';

export const isDone = ({ status }: Pick<Answer, 'status'>): boolean =>
  status >= 200 && status < 300;

/** What an answer that is no success means; undefined for one that is. */
export function outcomeOfFailure(answer: Answer, now: number): SendOutcome | undefined {
  const { status, said } = answer;
  if (isDone(answer)) return undefined;
  const platformCode = codeOf(answer);
  if (status === 429) {
    return retryAt(now + waitOf(answer, now), rateLimited(name, platformCode));
  }
  if (status < 400 || status === 408 || status >= 500) return lostAnswer(name, platformCode);
  if (status === 401) return tokenDead(name, platformCode);
  if (isOldVersion(answer)) {
    return refused(
      'not_configured',
      'LinkedIn has switched off the version of its API that this account uses. Ask an administrator to set a newer one.',
      platformCode,
    );
  }
  if (status === 403) {
    return refused(
      'no_permission',
      'This account may no longer do this for the LinkedIn Page. Ask an administrator to check its role and permissions there.',
      platformCode,
    );
  }
  if (status === 404) {
    return refused(
      'post_gone',
      'The post or comment is no longer on LinkedIn, or is not ours to see. There is nothing to answer.',
      platformCode,
    );
  }
  const words = said.message === undefined ? '' : ` It says: ${said.message.slice(0, 300)}`;
  return refused('rejected', `LinkedIn refused this (HTTP ${status}).${words}`, platformCode);
}

/** What a call that is no send gives. @throws ChannelError */
export function valueOf<Schema extends z.ZodType>(
  answer: Answer,
  schema: Schema,
  { now = Date.now }: CallOptions,
): z.infer<Schema> {
  if (!isDone(answer)) throw errorOfAnswer(answer, now());
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ChannelError('platform_failed', 'LinkedIn’s answer cannot be read');
}

/** What a call that is no send throws. */
export function errorOfAnswer(answer: Answer, now: number): ChannelError {
  const said = `HTTP ${codeOf(answer)}`;
  switch (answer.status) {
    case 401:
      return new ChannelError('token_dead', `LinkedIn does not accept the token (${said})`);
    case 403:
      return new ChannelError('no_permission', `LinkedIn does not permit this (${said})`);
    case 404:
      return new ChannelError('not_found', `LinkedIn does not have this, or not for us (${said})`);
    case 429:
      return new ChannelError('rate_limited', `LinkedIn asks to slow down (${said})`, {
        retryAfterMs: waitOf(answer, now),
      });
    default:
      return new ChannelError('platform_failed', `LinkedIn answered ${said}`);
  }
}

/** `429/101`, `403/ACCESS_DENIED`, `404`. */
function codeOf({ status, said }: Answer): string {
  const finer = said.serviceErrorCode ?? said.code;
  return finer === undefined ? String(status) : `${status}/${String(finer).slice(0, 100)}`;
}

/** 426, or 400 with NONEXISTENT_VERSION in one of its fields: what is documented and what is seen differ. */
const isOldVersion = ({ status, said }: Answer): boolean =>
  status === 426 || [said.code, said.message].some((text) => text?.includes('NONEXISTENT_VERSION'));

/**
 * LinkedIn has no rate headers: its words tell the limit of the day, which ends at 00:00 UTC ("Resource level throttle
 * APPLICATION DAY limit …"), from that of a minute ("Comment create throttled") (Rate limiting; Comments API).
 */
function waitOf({ headers, said }: Answer, now: number): number {
  if (/\bDAY\b/.test(said.message ?? '')) return nextDay(now) - now;
  return Math.max(minuteMs, Math.min(retryAfterOf(headers, now) ?? 0, dayMs));
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A clock that is a little fast would have us ask before midnight, and then wait for another day. */
const clockSlackMs = 5_000;

const nextDay = (now: number): number => (Math.floor(now / dayMs) + 1) * dayMs + clockSlackMs;
