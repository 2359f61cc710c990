import type { Account, Attachment, Customer, Message } from '../model.ts';
import type { Setting } from '../platform.ts';

/** The Bot API's objects, made of the sandbox's rows. */
export const telegramBot = (account: Account) => ({
  id: Number(account.externalId),
  is_bot: true,
  first_name: account.name,
  username: account.name,
});

const names = (customer: Customer) => {
  const [first = customer.id, ...rest] = customer.name.split(' ');
  return {
    first_name: first,
    ...(rest.length > 0 && { last_name: rest.join(' ') }),
    ...(customer.handle !== undefined && { username: customer.handle.replace(/^@/, '') }),
  };
};

export const telegramUser = (customer: Customer) => ({
  id: Number(customer.id),
  is_bot: false,
  ...names(customer),
  ...(customer.language !== undefined && { language_code: customer.language }),
});

export const telegramChat = (customer: Customer) => ({
  id: Number(customer.id),
  ...names(customer),
  type: 'private',
});

export function telegramMessage(setting: Setting, message: Message): Record<string, unknown> {
  const { world, account } = setting;
  const repliedTo =
    message.replyTo === undefined
      ? undefined
      : world.message('telegram', account.externalId, message.replyTo);
  return {
    ...plainMessage(setting, message),
    ...(repliedTo !== undefined && { reply_to_message: plainMessage(setting, repliedTo) }),
    ...(message.buttons !== undefined && { reply_markup: message.buttons }),
  };
}

function plainMessage({ account, customer }: Setting, message: Message): Record<string, unknown> {
  return {
    message_id: Number(message.id),
    from: message.direction === 'inbound' ? telegramUser(customer) : telegramBot(account),
    chat: telegramChat(customer),
    date: Math.floor(message.at / 1000),
    ...(message.editedAt !== undefined && { edit_date: Math.floor(message.editedAt / 1000) }),
    ...content(message),
  };
}

function content(message: Message): Record<string, unknown> {
  const [attachment] = message.attachments;
  if (attachment === undefined) {
    const command = /^\/[a-zA-Z]\w*/.exec(message.text);
    return {
      text: message.text,
      ...(command !== null && {
        entities: [{ offset: 0, length: command[0].length, type: 'bot_command' }],
      }),
    };
  }
  return { ...file(attachment), ...(message.text !== '' && { caption: message.text }) };
}

function file(it: Attachment): Record<string, unknown> {
  const described = {
    file_id: it.fileId,
    file_unique_id: it.fileId?.slice(-12),
    file_size: it.size ?? 0,
  };
  if (it.kind === 'image') {
    return {
      photo: [
        { ...described, file_id: `${it.fileId ?? ''}_s`, width: 90, height: 90, file_size: 1200 },
        { ...described, width: 1280, height: 960 },
      ],
    };
  }
  const mime = it.mimeType !== undefined && { mime_type: it.mimeType };
  const name = it.name !== undefined && { file_name: it.name };
  if (it.kind === 'video') {
    return { video: { ...described, ...mime, ...name, width: 1280, height: 720, duration: 5 } };
  }
  if (it.kind === 'audio') return { voice: { ...described, ...mime, duration: 5 } };
  return { document: { ...described, ...mime, ...name } };
}
