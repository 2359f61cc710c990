/** What a bot does to its own messages (Bot API, editMessageText and deleteMessage: within 48 hours). */
import { GrammyError } from 'grammy';
import type { ModerationAction } from '../../domain/moderation.ts';
import type { ActionOutcome, CallOptions, ChannelAccount, Moderation, Source } from '../channel.ts';
import { notOffered } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { apiOf, causeOf } from './client.ts';
import { outcomeOfError } from './errors.ts';

export const offered: Partial<Record<ModerationAction, readonly Source[]>> = {
  edit_own: ['dm'],
  delete_own: ['dm'],
};

export async function moderate(
  account: ChannelAccount,
  { action, customerExternalId: chat, platformMessageId, content = '' }: Moderation,
  options: CallOptions,
): Promise<ActionOutcome> {
  const id = Number(platformMessageId);
  if (!offered[action]) return notOffered('Telegram');
  try {
    const api = apiOf(account, options);
    if (action === 'edit_own') await api.editMessageText(chat, id, cleanText(content));
    else await api.deleteMessage(chat, id);
    return { kind: 'done' };
  } catch (error) {
    if (isAsWished(causeOf(error))) return { kind: 'done' };
    const outcome = outcomeOfError(error, (options.now ?? Date.now)());
    if (outcome.kind === 'sent') throw error; // No error is a success.
    return outcome;
  }
}

/** It stands there with these words already: somebody, or an earlier call, was faster. */
const isAsWished = (error: unknown): boolean =>
  error instanceof GrammyError && /message is not modified/i.test(error.description);
