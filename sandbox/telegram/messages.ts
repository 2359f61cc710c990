import { ledgerLine } from '../feed/account.ts';
import type { Message } from '../model.ts';
import type { Setting } from '../platform.ts';
import { putMessage } from '../world.ts';
import type { Method } from './call.ts';
import { chatOf, messageOf, openChatOf } from './call.ts';
import { badRequest, ok } from './errors.ts';
import { telegramMessage } from './objects.ts';
import { readText } from './text.ts';

export const editMessageText: Method = (call) => {
  const setting = openChatOf(call);
  const message = messageOf(call, setting, 'message to edit not found');
  if (message.direction === 'inbound') throw badRequest("message can't be edited");
  const text = readText(call.parameters, 'text');
  if (text === message.text) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  const edited = { ...message, text, editCount: message.editCount + 1, editedAt: call.world.now() };
  call.world.commit([putMessage(edited), done(setting, edited, 'edit')]);
  return ok(telegramMessage(setting, edited));
};

export const deleteMessage: Method = (call) => {
  const setting = chatOf(call);
  const message = messageOf(call, setting, 'message to delete not found');
  const now = call.world.now();
  if (now - message.at > 48 * 3_600_000) throw badRequest("message can't be deleted for everyone");
  call.world.commit([putMessage({ ...message, deletedAt: now }), done(setting, message, 'delete')]);
  return ok(true);
};

/** Not said but done: for the ledger. */
const done = (setting: Setting, { id, customer, text }: Message, action: 'edit' | 'delete') =>
  ledgerLine(setting, {
    ...{ customer, platformMessageId: id, text: action === 'edit' ? text : '', attachments: [] },
    action,
  });

const botReactions = [
  '👍',
  '👎',
  '❤',
  '🔥',
  '🥰',
  '👏',
  '😁',
  '🤔',
  '🤯',
  '😱',
  '😢',
  '🎉',
  '🤩',
  '🙏',
  '👌',
  '🕊',
  '🤝',
  '💯',
  '✍',
  '🤗',
  '🫡',
  '😎',
];

export const setMessageReaction: Method = (call) => {
  const setting = openChatOf(call);
  const message = messageOf(call, setting, 'message to react not found');
  const reactions = call.parameters.value('reaction') ?? [];
  if (!Array.isArray(reactions) || reactions.length > 1) throw badRequest('REACTIONS_TOO_MANY');
  const [reaction] = reactions as unknown[];
  const { accountReaction: _previous, ...rest } = message;
  const reacted: Message = {
    ...rest,
    ...(reaction !== undefined && { accountReaction: emojiOf(reaction) }),
  };
  call.world.commit([putMessage(reacted)]);
  return ok(true);
};

function emojiOf(reaction: unknown): string {
  const emoji =
    typeof reaction === 'object' && reaction !== null && 'emoji' in reaction
      ? reaction.emoji
      : undefined;
  if (typeof emoji === 'string' && botReactions.includes(emoji)) return emoji;
  throw badRequest('REACTION_INVALID');
}

const chatActions = [
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
];

export const sendChatAction: Method = (call) => {
  const setting = openChatOf(call);
  const action = call.parameters.text('action') ?? '';
  if (!chatActions.includes(action)) throw badRequest('wrong parameter action in request');
  call.phones.setTyping(setting.chat, true);
  return ok(true);
};

/** Buttons wait for an answer only so long. */
const answerWithinMs = 60_000 * 15;

export const answerCallbackQuery: Method = ({ world, account, parameters }) => {
  const id = parameters.text('callback_query_id') ?? '';
  const tail = `/postback/`;
  const pressed = [...world.tables.inboxLog.values(), ...world.tables.webhooks.values()].find(
    (it) =>
      it.account === account.externalId &&
      it.platformMessageId === id &&
      it.eventKey.includes(tail),
  );
  if (pressed === undefined || world.now() - pressed.sentAt > answerWithinMs) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  return ok(true);
};
