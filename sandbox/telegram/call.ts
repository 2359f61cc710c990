import type { Answer } from '../answer.ts';
import { settingOf } from '../chats/open.ts';
import type { Phones } from '../chats/phones.ts';
import type { Account, Message } from '../model.ts';
import type { Platform, Setting } from '../platform.ts';
import type { World } from '../world.ts';
import { BotApiError, badRequest } from './errors.ts';
import type { FloodControl } from './flood-control.ts';
import type { Parameters } from './parameters.ts';

/** One call of a method by a bot. */
export interface BotCall {
  world: World;
  platform: Platform;
  phones: Phones;
  flood: FloodControl;
  account: Account;
  parameters: Parameters;
}

export type Method = (call: BotCall) => Answer | Promise<Answer>;

/** The chat that `chat_id` names; a bot knows only those who have written to it. */
export function chatOf({ world, account, parameters }: BotCall): Setting {
  const given = parameters.text('chat_id') ?? '';
  if (given === '') throw badRequest('chat_id is empty');
  const setting = settingOf(world, account, given);
  if (setting === undefined) throw badRequest('chat not found');
  return setting;
}

/** … and who has not blocked the bot. */
export function openChatOf(call: BotCall): Setting {
  const setting = chatOf(call);
  if (setting.chat.isBlocked) {
    throw new BotApiError(403, 'Forbidden: bot was blocked by the user');
  }
  return setting;
}

/** The message of this chat that `message_id` names. */
export function messageOf(call: BotCall, setting: Setting, ifMissing: string): Message {
  const id = call.parameters.text('message_id') ?? '';
  const message = call.world.message('telegram', call.account.externalId, id);
  if (message === undefined || message.customer !== setting.chat.customer || message.deletedAt) {
    throw badRequest(ifMissing);
  }
  return message;
}
