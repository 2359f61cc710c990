/** `/2/dm_events` and `/2/dm_conversations`: unencrypted direct messages of the last 30 days. */
import type { Answer } from '../answer.ts';
import { accept } from '../chats/account.ts';
import { settingOf } from '../chats/open.ts';
import type { Message } from '../model.ts';
import { idIn, isRecord, made, textIn, type XCall } from './call.ts';
import { forbidden, invalid } from './errors.ts';
import { conversationId } from './ids.ts';
import { directMedia, mediaJson } from './media.ts';
import { directJson, userOf } from './objects.ts';
import { cut, fieldsIn } from './paging.ts';
import { usedMedia } from './uploads.ts';

/** Assumed: the documentation of v2 names none. */
const maxText = 10_000;
const thirtyDaysMs = 30 * 24 * 60 * 60_000;

/** `POST /2/dm_conversations/with/:participant_id/messages` */
export function sendDirect(call: XCall): Answer {
  const { world, account, parts, body } = call;
  const recipient = idIn(call.ids[0]);
  const { attachments: given = [] } = body;
  if (!Array.isArray(given)) throw invalid('$.attachments: a list is needed');
  const ids = given.map((it: unknown) => (isRecord(it) ? it['media_id'] : undefined));
  const text = ids.length > 0 && body['text'] === undefined ? '' : textIn(body, 'text');
  if (text.length > maxText)
    throw invalid('The text of your message is over the max character limit.');
  const setting = settingOf(world, account, recipient);
  // Who never wrote takes messages of those only whom they follow.
  if (setting === undefined || setting.chat.isBlocked) {
    throw forbidden('You do not have permission to DM one or more participants.');
  }
  const attachments = usedMedia(call, ids, 'dm');
  const { message, echo } = accept(setting, parts.platform, { text, attachments });
  parts.phones.setTyping(setting.chat, false);
  const after = echo && parts.overtake(echo);
  return {
    ...made({
      dm_conversation_id: conversationId(account.externalId, recipient),
      dm_event_id: message.id,
    }),
    ...(after !== undefined && { after }),
  };
}

export const allDirects = (call: XCall): Answer => answer(call, () => true);

export function directsWith(call: XCall): Answer {
  const other = idIn(call.ids[0]);
  return answer(call, ({ customer }) => customer === other);
}

export function directsOf(call: XCall): Answer {
  const [id = ''] = call.ids;
  const { externalId } = call.account;
  return answer(call, ({ customer }) => conversationId(externalId, customer) === id);
}

function answer(call: XCall, isAsked: (message: Message) => boolean): Answer {
  const { world, account, query } = call;
  const oldest = world.now() - thirtyDaysMs;
  const messages = [...world.tables.messages.values()]
    .filter((it) => it.platform === 'x' && it.account === account.externalId && isAsked(it))
    .filter(({ at, deletedAt }) => at > oldest && deletedAt === undefined)
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  const page = cut(messages, query, { least: 1, most: 100, usual: 100 });
  const fields = fieldsIn(query, 'dm_event.fields');
  const expansions = fieldsIn(query, 'expansions');
  const senders = new Set(
    page.items.map((it) => (it.direction === 'inbound' ? it.customer : it.account)),
  );
  const media = page.items.flatMap((it) => directMedia(it).map(mediaJson));
  return {
    status: 200,
    body: {
      ...(page.items.length > 0 && { data: page.items.map((it) => directJson(it, fields)) }),
      includes: {
        ...(expansions.has('sender_id') && {
          users: [...senders].flatMap((id) => userOf(world, account, id) ?? []),
        }),
        ...(expansions.has('attachments.media_keys') && media.length > 0 && { media }),
      },
      meta: page.meta,
    },
  };
}
