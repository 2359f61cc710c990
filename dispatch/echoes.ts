/** Echoes of our own account's messages: ours, or written elsewhere? (design.md, rule 4) */
import type { PoolClient } from 'pg';
import type { ChannelEvent } from '../channels/channel.ts';
import { toldOfMessage } from '../runtime/changes.ts';
import { isUuid } from '../runtime/ids.ts';

export type Echo = Extract<ChannelEvent, { kind: 'echo' }>;

/** A message of ours that an echo may be about, or that may yet turn out to be the one. */
export interface OurMessage {
  id: string;
  threadId: string;
  status: string;
  platformMessageId: string | null;
  callDeadline: Date | null;
}

export type Fate =
  /** Nothing new. `learns`: the message did not know its platform's id yet. */
  | { is: 'known'; learns?: string }
  | { is: 'parked'; outboundId?: string }
  | { is: 'forwarded'; outboundId?: string };

/** So long after the end of the call its answer may still be on its way into the database, ms. */
const graceMs = 2_000;

/** `ours`: of this thread. `now` in ms. */
export function fateOf(echo: Echo, ours: readonly OurMessage[], now: number): Fate {
  const named = ours.find(({ id }) => id === echo.metadata?.toLowerCase());
  if (named && hasArrived(named)) {
    return named.platformMessageId === null ? { is: 'known', learns: named.id } : { is: 'known' };
  }
  if (named) {
    const is = isUnderWay(named, graceMs, now) ? 'parked' : 'forwarded';
    return { is, outboundId: named.id };
  }
  if (ours.some((message) => message.platformMessageId === echo.platformMessageId)) {
    return { is: 'known' };
  }
  return ours.some((message) => isUnderWay(message, graceMs, now))
    ? { is: 'parked' }
    : { is: 'forwarded' };
}

const hasArrived = ({ status }: OurMessage): boolean =>
  ['sent', 'delivered', 'read'].includes(status);

/** Is its answer still to come? */
export const isUnderWay = (
  { status, callDeadline }: Pick<OurMessage, 'status' | 'callDeadline'>,
  grace: number,
  now: number,
): boolean =>
  status === 'sending' && callDeadline !== null && now <= callDeadline.getTime() + grace;

/** Those of ours that these echoes may be about, and what is being sent in their threads. */
export async function ourMessages(
  client: PoolClient,
  echoes: readonly { threadId: string; echo: Echo }[],
): Promise<Map<string, OurMessage[]>> {
  const { rows } = await client.query<OurMessage>({
    name: 'dispatch-our-messages',
    text: `with asked as (
             select * from unnest($1::uuid[], $2::text[], $3::uuid[]) as e (thread_id, platform_id, message_id)
           )
           select ${columns} from asked join messages m on m.id = asked.message_id and m.thread_id = asked.thread_id
           union
           select ${columns} from asked join messages m
             on m.thread_id = asked.thread_id and m.platform_message_id = asked.platform_id
            where m.direction = 'outbound'
           union
           select ${columns} from conversations c join messages m on m.conversation_id = c.id
            where c.thread_id = any($1::uuid[]) and m.delivery_status = 'sending'`,
    values: [
      echoes.map(({ threadId }) => threadId),
      echoes.map(({ echo }) => echo.platformMessageId),
      echoes.map(({ echo: { metadata } }) => (isUuid(metadata) ? metadata : null)),
    ],
  });
  return Map.groupBy(rows, ({ threadId }) => threadId);
}

const columns = `m.id, m.thread_id as "threadId", m.delivery_status as status,
  m.platform_message_id as "platformMessageId", m.call_deadline as "callDeadline"`;

/** What the platform calls messages that we could only know by our own id. */
export async function learnPlatformIds(
  client: PoolClient,
  learned: readonly { messageId: string; platformMessageId: string }[],
): Promise<void> {
  for (const { messageId, platformMessageId } of learned) {
    await client.query({
      name: 'dispatch-learn-platform-id',
      text: toldOfMessage(
        `update messages m set platform_message_id = $2
              where m.id = $1 and m.platform_message_id is null
                and not exists (select from messages other
                                 where other.thread_id = m.thread_id and other.platform_message_id = $2)`,
        'm',
      ),
      values: [messageId, platformMessageId],
    });
  }
}
