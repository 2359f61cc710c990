/** What can be asked of a Page: its conversations, their newest messages, who a customer is. */
import { z } from 'zod';
import type {
  Attachment,
  CallOptions,
  ChannelAccount,
  HistoryConversation,
  OutboundMessage,
  Profile,
  SaidEvent,
} from '../channel.ts';
import { keyOf } from '../keys.ts';
import { ChannelError } from '../outcome.ts';
import { contentTypeOf } from '../received.ts';
import { goodOf, lenient, lenientList } from '../schema.ts';
import { cleanText, webAddress } from '../text.ts';
import { callGraph } from '../meta/graph.ts';
import { valueOf } from '../meta/answers.ts';
import { reconcileInPublic } from './public.ts';
import { room } from './room.ts';
import { Time } from './time.ts';

const Person = z.object({ id: z.string(), name: lenient(z.string()) });
const Paging = lenient(
  z.object({
    cursors: lenient(z.object({ after: lenient(z.string()) })),
    next: lenient(z.string()),
  }),
);

const ConversationPage = z.object({
  data: goodOf(
    z.object({
      id: z.string(),
      updated_time: Time,
      participants: z.object({ data: goodOf(Person) }),
    }),
  ),
  paging: Paging,
});

/** History shows attachments otherwise than webhooks do (Graph reference, Message attachments). */
const Shown = z.object({
  mime_type: lenient(z.string()),
  name: lenient(z.string()),
  size: lenient(z.number()),
  file_url: lenient(z.string()),
  image_data: lenient(z.object({ url: z.string() })),
  video_data: lenient(z.object({ url: z.string() })),
});

const MessagePage = z.object({
  messages: lenient(
    z.object({
      data: lenientList(
        z.object({
          id: z.string(),
          created_time: Time,
          from: Person,
          message: z.string().catch(''),
          attachments: lenient(z.object({ data: goodOf(Shown) })),
        }),
      ),
      paging: Paging,
    }),
  ),
});

/** Meta tells details of the 20 newest messages of a conversation only. */
const newest = 20;
const messageFields = '{id,created_time,from,to,message,attachments}';
const maxPages = 200;
/** Meta's clock and ours differ, and its times are whole seconds. */
const clockSlackMs = 5_000;

/**
 * The one message of the Page with this text since it was submitted. History does not show metadata, so that two of them
 * prove nothing. The caller must see that no other message of ours holds that id already.
 */
export async function reconcile(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<{ platformMessageId: string; at: number } | undefined> {
  if (message.source !== 'dm') return reconcileInPublic(account, message, options);
  const text = cleanText(message.content).trim();
  if (text === '') return undefined;
  const { data: conversations } = await read(account, ConversationPage, options, {
    path: [account.externalId, 'conversations'],
    query: {
      platform: 'messenger',
      user_id: message.recipientExternalId,
      fields: 'id,updated_time,participants',
    },
  });
  const theirs = conversations.filter(({ participants }) =>
    participants.data.some(({ id }) => id === message.recipientExternalId),
  );
  const found: { platformMessageId: string; at: number }[] = [];
  for (const { id } of theirs) {
    const { data } = await readMessages(account, id, undefined, options);
    const since = message.submittedAt - clockSlackMs;
    for (const it of data) {
      const isIt = it.from.id === account.externalId && cleanText(it.message).trim() === text;
      if (isIt && it.created_time >= since) {
        found.push({ platformMessageId: it.id, at: it.created_time });
      }
    }
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

/** Newest first, back to `since`. */
export async function fetchConversations(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const all: HistoryConversation[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const { data, paging } = await read(account, ConversationPage, options, {
      path: [account.externalId, 'conversations'],
      query: {
        platform: 'messenger',
        fields: 'id,updated_time,participants,unread_count,message_count',
        limit: '25',
        ...(after !== undefined && { after }),
      },
    });
    for (const { id, updated_time: updatedAt, participants } of data) {
      const customer = participants.data.find((person) => person.id !== account.externalId);
      if (!customer || updatedAt < (since ?? 0)) continue;
      const name = customer.name !== undefined && { name: cleanText(customer.name) };
      all.push({
        externalId: id,
        source: 'dm',
        threadKey: keyOf('dm', customer.id),
        customer: { externalId: customer.id, ...name },
        updatedAt,
      });
    }
    const isOlder = data.some(({ updated_time: at }) => at < (since ?? 0));
    const next = nextOf(paging);
    if (isOlder || next === undefined || next === after) return all;
    after = next;
  }
  return all;
}

/** Newest first; a customer's message and our own have the keys that their webhooks have. */
export async function fetchMessages(
  account: ChannelAccount,
  { externalId, threadKey, source, customer }: HistoryConversation,
  cursor: string | undefined,
  options: CallOptions,
): Promise<{ messages: SaidEvent[]; nextCursor?: string }> {
  const { data, nextCursor } = await readMessages(account, externalId, cursor, options);
  const messages = data.map(({ id, created_time, from, message, attachments }): SaidEvent => ({
    kind: from.id === account.externalId ? 'echo' : 'message',
    dedupeKey: keyOf(id),
    accountExternalId: account.externalId,
    threadKey,
    source,
    customer,
    platformAt: created_time,
    platformMessageId: id,
    ...saidIn(cleanText(message), attachments?.data ?? []),
  }));
  return { messages, ...(nextCursor !== undefined && { nextCursor }) };
}

async function readMessages(
  account: ChannelAccount,
  conversation: string,
  cursor: string | undefined,
  options: CallOptions,
) {
  if (cursor !== undefined && !/^[\w=-]{1,1000}$/.test(cursor)) {
    throw new ChannelError('rejected', 'not a cursor of Facebook');
  }
  const page = `.limit(${String(newest)})${cursor === undefined ? '' : `.after(${cursor})`}`;
  const { messages } = await read(account, MessagePage, options, {
    path: [conversation],
    query: { fields: `messages${page}${messageFields}` },
  });
  return { data: messages?.data ?? [], nextCursor: nextOf(messages?.paging) };
}

function saidIn(content: string, shown: z.infer<typeof Shown>[]) {
  const attachments = shown.map(({ mime_type: mimeType, name, size, ...at }): Attachment => {
    const url = webAddress(at.image_data?.url ?? at.video_data?.url ?? at.file_url);
    const kind = /^(image|video|audio)\//.exec(mimeType ?? '')?.[1] as
      Attachment['kind'] | undefined;
    return {
      kind: kind ?? 'file',
      ...(url !== undefined && { url }),
      ...(name !== undefined && { name: cleanText(name) }),
      ...(mimeType !== undefined && { mimeType: cleanText(mimeType) }),
      ...(size !== undefined && { size }),
    };
  });
  return { content, contentType: contentTypeOf(content, attachments), attachments };
}

const ProfileFields = z.object({
  first_name: lenient(z.string()),
  last_name: lenient(z.string()),
  profile_pic: lenient(z.string()),
});

/** Codes by which Meta keeps a profile to itself: no such person to us, no consent, no permission. */
const withheld: ReadonlySet<number> = new Set([10, 100, 200, 230, 551]);
const withheldSubcodes: ReadonlySet<number | undefined> = new Set([2018218, 2018247]);

export async function fetchProfile(
  account: ChannelAccount,
  customerExternalId: string,
  options: CallOptions,
): Promise<Profile | undefined> {
  const query = { fields: 'first_name,last_name,profile_pic' };
  const answer = await callGraph(
    room,
    account,
    { method: 'GET', path: [customerExternalId], query },
    options,
  );
  const { error, status } = answer;
  const isWithheld =
    error && (withheld.has(error.code) || withheldSubcodes.has(error.error_subcode));
  if (isWithheld || (!error && status === 404)) return undefined;
  const { first_name, last_name, profile_pic } = valueOf(room, answer, ProfileFields, options);
  const name = cleanText([first_name, last_name].filter(Boolean).join(' ')).trim();
  const avatarUrl = webAddress(profile_pic);
  return { ...(name !== '' && { name }), ...(avatarUrl !== undefined && { avatarUrl }) };
}

/** `mark_seen`, `typing_on`, `typing_off`: a request of its own each. */
export async function sendAction(
  account: ChannelAccount,
  customerExternalId: string,
  action: 'mark_seen' | 'typing_on' | 'typing_off',
  options: CallOptions,
): Promise<void> {
  const body = { recipient: { id: customerExternalId }, sender_action: action };
  const path = [account.externalId, 'messages'];
  valueOf(
    room,
    await callGraph(room, account, { method: 'POST', path, body }, options),
    z.object({}),
    options,
  );
}

async function read<Schema extends z.ZodType>(
  account: ChannelAccount,
  schema: Schema,
  options: CallOptions,
  call: { path: string[]; query: Record<string, string> },
): Promise<z.infer<Schema>> {
  return valueOf(
    room,
    await callGraph(room, account, { method: 'GET', ...call }, options),
    schema,
    options,
  );
}

const nextOf = (paging: z.infer<typeof Paging>): string | undefined =>
  paging?.next === undefined ? undefined : paging.cursors?.after;
