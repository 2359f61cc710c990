/** The Bot API's answers → what became of the message. */
import { GrammyError } from 'grammy';
import type { SendOutcome } from '../channel.ts';
import { NoAnswer } from '../http.ts';
import {
  ChannelError,
  lostAnswer,
  outcomeWithoutAnswer,
  rateLimited,
  refused,
  retryAt,
  tokenDead,
} from '../outcome.ts';
import { causeOf, StrangeAnswer } from './client.ts';

const name = 'Telegram';

/** By description: Telegram has no finer codes (tdlib/telegram-bot-api, Client.cpp). The first that matches. */
const refusals: readonly { when: RegExp; code: string; message: string }[] = [
  {
    when: /bot was blocked by the user/i,
    code: 'blocked',
    message: 'The customer has blocked the bot. Use another way to reach them.',
  },
  {
    when: /user is deactivated|chat not found|PEER_ID_INVALID|user not found/i,
    code: 'user_gone',
    message: 'This customer is no longer on Telegram. Use another way to reach them.',
  },
  {
    when: /can't initiate conversation/i,
    code: 'not_started',
    message: 'The customer has not started the bot. Telegram lets them write first.',
  },
  {
    when: /message to (edit|delete) not found|message can't be (edited|deleted)/i,
    code: 'post_gone',
    message:
      'Telegram has this message no longer, or lets nobody change it any more (48 hours). Write another one.',
  },
  {
    when: /too long/i,
    code: 'too_long',
    message: 'The message is too long for Telegram. Shorten it, or send it in parts.',
  },
  {
    when: /wrong (file|type)|failed to get HTTP URL|file is too big|PHOTO_|WEBPAGE_|IMAGE_PROCESS/i,
    code: 'attachment_failed',
    message: 'Telegram did not take the attachment. Send it in another form.',
  },
];

export function outcomeOfError(error: unknown, now: number): SendOutcome {
  const cause = causeOf(error);
  if (cause instanceof GrammyError) return outcomeOfRefusal(cause, now);
  if (!(cause instanceof StrangeAnswer)) return outcomeWithoutAnswer(name, cause, now);
  const { status, retryAfterMs = defaultWaitMs } = cause;
  if (status === 429) return retryAt(now + retryAfterMs, rateLimited(name, '429'));
  return status >= 400 && status < 500 && status !== 408
    ? refused('rejected', `Telegram refused the message (HTTP ${String(status)}).`, String(status))
    : lostAnswer(name, String(status));
}

function outcomeOfRefusal(error: GrammyError, now: number): SendOutcome {
  const { error_code: code, description } = error;
  const platformCode = `${String(code)} ${description.slice(0, 200)}`.trim();
  if (code === 429) return retryAt(now + waitOf(error), rateLimited(name, platformCode));
  // A token of the wrong form is 404 there, a revoked one 401.
  if (code === 401 || code === 404) return tokenDead(name, platformCode);
  if (code < 400 || code >= 500) return lostAnswer(name, platformCode);
  const known = refusals.find(({ when }) => when.test(description));
  if (known) return refused(known.code, known.message, platformCode);
  const said = description.replace(/^[\w ]+: /, '').slice(0, 300);
  return refused('rejected', `Telegram refused the message. It says: ${said}`, platformCode);
}

/** What a call that is no send throws. */
export function readError(error: unknown): unknown {
  const cause = causeOf(error);
  if (cause instanceof NoAnswer) return cause;
  if (cause instanceof GrammyError) {
    const { error_code: code } = cause;
    if (code === 429) {
      const retryAfterMs = waitOf(cause);
      return new ChannelError('rate_limited', 'Telegram asks to slow down', { retryAfterMs });
    }
    if (code === 401 || code === 404) {
      return new ChannelError('token_dead', 'Telegram does not accept the token');
    }
    return new ChannelError('platform_failed', `Telegram answered ${String(code)}`);
  }
  if (cause instanceof StrangeAnswer) return new ChannelError('platform_failed', cause.message);
  return cause;
}

const waitOf = ({ parameters }: GrammyError): number =>
  parameters.retry_after === undefined
    ? defaultWaitMs
    : Math.max(1000, parameters.retry_after * 1000);

const defaultWaitMs = 5_000;
