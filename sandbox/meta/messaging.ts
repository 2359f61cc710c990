import type { Attachment, Message } from '../model.ts';
import type { Platform, Setting } from '../platform.ts';
import { reactionName } from './reactions.ts';

interface Words {
  /** What the account must have subscribed to. */
  fields: Record<'messages' | 'echoes' | 'edits' | 'reactions' | 'postbacks', string>;
  /** Of an echo, besides its content. */
  echo: (setting: Setting, message: Message, isByApp: boolean) => object;
  content?: (message: Message) => object;
}

type Told = Pick<Platform, 'wrote' | 'echoed' | 'edited' | 'reacted' | 'pressed'>;

/** Items of `messaging[]` that Messenger and Instagram have alike. */
export const messaging = ({ fields, echo, content = contentOf }: Words): Told => ({
  wrote: (setting, message) => ({
    kind: 'message',
    field: fields.messages,
    key: message.id,
    ...about(message),
    payload: {
      ...fromCustomer(setting, message.at),
      message: { mid: message.id, ...content(message) },
    },
  }),
  echoed: (setting, message, isByApp) => ({
    kind: 'echo',
    field: fields.echoes,
    key: message.id,
    ...about(message),
    payload: {
      sender: { id: setting.account.externalId },
      recipient: { id: setting.chat.customer },
      timestamp: message.at,
      message: {
        mid: message.id,
        is_echo: true,
        ...echo(setting, message, isByApp),
        ...(message.metadata !== undefined && { metadata: message.metadata }),
        ...content(message),
      },
    },
  }),
  edited: (setting, message) => ({
    kind: 'edit',
    field: fields.edits,
    key: `${message.id}/${message.editCount}`,
    ...about(message),
    sentAt: message.editedAt ?? message.at,
    payload: {
      ...fromCustomer(setting, message.editedAt ?? message.at),
      message_edit: { mid: message.id, text: message.text, num_edit: message.editCount },
    },
  }),
  reacted: (setting, message, previous) => ({
    kind: 'reaction',
    field: fields.reactions,
    key: `${message.id}/${setting.chat.lastAt}`,
    sentAt: setting.chat.lastAt,
    platformMessageId: message.id,
    payload: {
      ...fromCustomer(setting, setting.chat.lastAt),
      reaction: {
        mid: message.id,
        action: message.customerReaction === undefined ? 'unreact' : 'react',
        ...(message.customerReaction === undefined
          ? { reaction: reactionName(previous) }
          : { reaction: reactionName(message.customerReaction), emoji: message.customerReaction }),
      },
    },
  }),
  pressed: (setting, press) => ({
    kind: 'postback',
    field: fields.postbacks,
    key: press.id,
    sentAt: press.at,
    text: press.title,
    platformMessageId: press.id,
    payload: {
      ...fromCustomer(setting, press.at),
      postback: { mid: press.id, title: press.title, payload: press.payload },
    },
  }),
});

export const about = (message: Message) => ({
  sentAt: message.at,
  text: message.text,
  platformMessageId: message.id,
});

export const fromCustomer = ({ account, chat }: Setting, timestamp: number) => ({
  sender: { id: chat.customer },
  recipient: { id: account.externalId },
  timestamp,
});

export const contentOf = (message: Message) => ({
  ...(message.text !== '' && { text: message.text }),
  ...(message.attachments.length > 0 && { attachments: message.attachments.map(attachment) }),
  ...(message.replyTo !== undefined && { reply_to: { mid: message.replyTo } }),
});

const attachment = (it: Attachment) => ({
  type: it.kind,
  payload: { ...(it.url !== undefined && { url: it.url }) },
});
