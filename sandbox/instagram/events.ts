import { randomBytes } from 'node:crypto';
import { about, contentOf, fromCustomer, messaging } from '../meta/messaging.ts';
import { deliveryOf, requestAbout } from '../meta/wire.ts';
import type { Message } from '../model.ts';
import type { Platform, Setting } from '../platform.ts';
import { instagramFeed } from './feed-events.ts';

export const instagramPlatform = (clockFactor: number): Platform => ({
  name: 'instagram',
  sources: ['dm', 'comment', 'mention'],
  typingLastsMs: 20_000,
  files: { by: 'url', max: 10 },
  maxEdits: 5,
  hasStories: true,
  newMessageId: () => `aWdf${randomBytes(36).toString('base64url')}`,
  isCustomerId: (id) => /^[\w.-]{1,64}$/.test(id),

  ...messaging({
    fields: {
      messages: 'messages',
      echoes: 'messages',
      edits: 'message_edit',
      reactions: 'message_reactions',
      postbacks: 'messaging_postbacks',
    },
    echo: () => ({}),
    content,
  }),
  unsent: (setting, message) => ({
    kind: 'unsend',
    field: 'messages',
    key: message.id,
    ...about(message),
    sentAt: message.deletedAt ?? message.at,
    payload: {
      ...fromCustomer(setting, message.deletedAt ?? message.at),
      message: { mid: message.id, is_deleted: true },
    },
  }),
  delivered: () => undefined,
  /** Of the newest message that was read. */
  read(setting) {
    const last = newestRead(setting);
    return (
      last && {
        kind: 'read',
        field: 'messaging_seen',
        key: last.id,
        sentAt: setting.chat.readUpTo,
        platformMessageId: last.id,
        payload: { ...fromCustomer(setting, setting.world.now()), read: { mid: last.id } },
      }
    );
  },
  blocked: () => undefined,

  feed: instagramFeed,
  request: requestAbout('instagram'),
  delivery: deliveryOf(clockFactor),
});

/** A story that names the account comes as an attachment, an answer to one of the account's beside its words. */
function content(message: Message) {
  const { story } = message;
  const said = contentOf(message);
  if (story?.kind === 'mention') {
    const { attachments = [] } = said;
    const mention = { type: 'story_mention', payload: { url: story.url } };
    return { ...said, attachments: [...attachments, mention] };
  }
  return story ? { ...said, reply_to: { story: { id: story.id, url: story.url } } } : said;
}

const newestRead = ({ world, chat }: Setting): Message | undefined =>
  world.messagesIn(chat).findLast((it) => it.direction === 'outbound' && it.at <= chat.readUpTo);
