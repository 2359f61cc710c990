import type { Answer } from '../answer.ts';
import { accept } from '../chats/account.ts';
import type { Attachment } from '../model.ts';
import type { Setting } from '../platform.ts';
import type { BotCall, Method } from './call.ts';
import { openChatOf } from './call.ts';
import { badRequest, ok } from './errors.ts';
import { sentFile } from './files.ts';
import { telegramMessage } from './objects.ts';
import type { Parameters } from './parameters.ts';
import { readText } from './text.ts';

export const sendMessage: Method = (call) => {
  const setting = openChatOf(call);
  return deliver(call, setting, readText(call.parameters, 'text'), []);
};

export const sendPhoto: Method = (call) => sendFile(call, 'photo', 'image');
export const sendDocument: Method = (call) => sendFile(call, 'document', 'file');

async function sendFile(
  call: BotCall,
  name: 'photo' | 'document',
  kind: Attachment['kind'],
): Promise<Answer> {
  openChatOf(call);
  const caption = readText(call.parameters, 'caption');
  const file = await sentFile(call, name, kind);
  // As it is now: fetching takes its time.
  return deliver(call, openChatOf(call), caption, [file]);
}

function deliver(call: BotCall, setting: Setting, text: string, attachments: Attachment[]): Answer {
  const { world, account, platform, parameters, phones, flood } = call;
  const replyTo = repliedMessage(call, setting);
  const buttons = readButtons(parameters);
  flood.check(account.externalId, setting.chat.customer);
  const { message } = accept(setting, platform, {
    text,
    attachments,
    ...(replyTo !== undefined && { replyTo }),
    ...(buttons !== undefined && { buttons }),
  });
  phones.setTyping(setting.chat, false);
  return ok(telegramMessage({ ...setting, world }, message));
}

function repliedMessage(
  { world, account, parameters }: BotCall,
  setting: Setting,
): string | undefined {
  const reply = parameters.value('reply_parameters');
  if (typeof reply !== 'object' || reply === null || !('message_id' in reply)) return undefined;
  const id = String(reply.message_id);
  const message = world.message('telegram', account.externalId, id);
  const isThere = message?.customer === setting.chat.customer && message.deletedAt === undefined;
  if (isThere) return id;
  const mayBeMissing =
    'allow_sending_without_reply' in reply && reply.allow_sending_without_reply === true;
  if (!mayBeMissing) throw badRequest('message to be replied not found');
  return undefined;
}

function readButtons(parameters: Parameters): unknown {
  const markup = parameters.value('reply_markup');
  const hasButtons = typeof markup === 'object' && markup !== null && 'inline_keyboard' in markup;
  if (!hasButtons) return undefined;
  const isTooLong = [
    ...JSON.stringify(markup).matchAll(/"callback_data":"((?:[^"\\]|\\.)*)"/g),
  ].some(([, data = '']) => data === '' || Buffer.byteLength(data) > 64);
  if (isTooLong) throw badRequest('BUTTON_DATA_INVALID');
  return markup;
}
