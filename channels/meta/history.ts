/** What can be asked of a Page's or an Instagram account's direct messages: its conversations and their newest messages. */
import type { z } from 'zod';
import type {
  CallOptions,
  ChannelAccount,
  HistoryConversation,
  OutboundMessage,
  SaidEvent,
} from '../channel.ts';
import { keyOf } from '../keys.ts';
import { ChannelError } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { valueOf } from './answers.ts';
import { callGraph, type Room } from './graph.ts';
import {
  ConversationPage,
  customerOf,
  MessagePage,
  saidIn,
  type Paging,
  type ShownMessage,
} from './history-payloads.ts';

/** Meta tells details of the 20 newest messages of a conversation only. */
const newest = 20;
const maxPages = 200;
/** Meta's clock and ours differ, and its times are whole seconds. */
const clockSlackMs = 5_000;

type CustomersMessage = Extract<SaidEvent, { kind: 'message' }>;

export interface DirectHistory {
  room: Room;
  platform: 'messenger' | 'instagram';
  /** Whose conversations they are to the graph. */
  ownerOf: (account: ChannelAccount) => string;
  /** Of a message, as `fields` asks for them. */
  fields: string;
  /** What a customer's message is besides its words and files. */
  more?: (
    message: ShownMessage,
    said: Pick<CustomersMessage, 'content' | 'attachments'>,
  ) => Partial<Pick<CustomersMessage, 'placeholder' | 'story'>>;
}

export function directHistory({ room, platform, ownerOf, fields, more }: DirectHistory) {
  /** Newest first, back to `since`. */
  async function fetchConversations(
    account: ChannelAccount,
    since: number | undefined,
    options: CallOptions,
  ): Promise<HistoryConversation[]> {
    const all: HistoryConversation[] = [];
    let after: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const { data, paging } = await read(room, account, ConversationPage, options, {
        path: [ownerOf(account), 'conversations'],
        query: {
          platform,
          fields: 'id,updated_time,participants',
          limit: '25',
          ...(after !== undefined && { after }),
        },
      });
      for (const { id, updated_time: updatedAt, participants } of data) {
        const customer = participants.data.find((person) => person.id !== account.externalId);
        if (!customer || updatedAt < (since ?? 0)) continue;
        all.push({
          externalId: id,
          source: 'dm',
          threadKey: keyOf('dm', customer.id),
          customer: customerOf(customer),
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
  async function fetchMessages(
    account: ChannelAccount,
    { externalId, threadKey, source, customer }: HistoryConversation,
    cursor: string | undefined,
    options: CallOptions,
  ): Promise<{ messages: SaidEvent[]; nextCursor?: string }> {
    const { data, nextCursor } = await readMessages(account, externalId, cursor, options);
    const messages = data.map((it): SaidEvent => {
      const said = saidIn(cleanText(it.message), it.attachments?.data ?? []);
      const event = {
        dedupeKey: keyOf(it.id),
        accountExternalId: account.externalId,
        threadKey,
        source,
        customer,
        platformAt: it.created_time,
        platformMessageId: it.id,
        ...said,
      };
      return it.from.id === account.externalId
        ? { kind: 'echo', ...event }
        : { kind: 'message', ...event, ...more?.(it, said) };
    });
    return { messages, ...(nextCursor !== undefined && { nextCursor }) };
  }

  /**
   * The one message of the account with this text since it was submitted. History does not show metadata, so that two
   * of them prove nothing. The caller must see that no other message of ours holds that id already.
   */
  async function reconcile(
    account: ChannelAccount,
    message: OutboundMessage,
    options: CallOptions,
  ): Promise<{ platformMessageId: string; at: number } | undefined> {
    const text = cleanText(message.content).trim();
    if (text === '') return undefined;
    const { data: conversations } = await read(room, account, ConversationPage, options, {
      path: [ownerOf(account), 'conversations'],
      query: {
        platform,
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

  async function readMessages(
    account: ChannelAccount,
    conversation: string,
    cursor: string | undefined,
    options: CallOptions,
  ) {
    if (cursor !== undefined && !/^[\w=-]{1,1000}$/.test(cursor)) {
      throw new ChannelError('rejected', `not a cursor of ${room.title}`);
    }
    const page = `.limit(${String(newest)})${cursor === undefined ? '' : `.after(${cursor})`}`;
    const { messages } = await read(room, account, MessagePage, options, {
      path: [conversation],
      query: { fields: `messages${page}{${fields}}` },
    });
    return { data: messages?.data ?? [], nextCursor: nextOf(messages?.paging) };
  }

  return { fetchConversations, fetchMessages, reconcile };
}

/** What a GET gives. @throws ChannelError, NoAnswer */
export async function read<Schema extends z.ZodType>(
  room: Room,
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

export const nextOf = (paging: Paging): string | undefined =>
  paging?.next === undefined ? undefined : paging.cursors?.after;
