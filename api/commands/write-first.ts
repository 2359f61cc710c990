/** May we write to this customer now, without being written to? */
import type { Pool } from 'pg';
import { channelOf } from '../../channels/index.ts';
import type { PlatformName } from '../../channels/channel.ts';
import { keyOf } from '../../channels/keys.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { isVisibleTo, type Looker } from '../visibility.ts';

export interface Contact {
  accountId: string;
  platform: PlatformName;
  humanAgentApproved: boolean;
  customerExternalId: string;
  isBlocked: boolean;
  /** The direct messages between the two, when there have been any. */
  threadId: string | null;
  openConversationId: string | null;
  lastInboundAt: Date | null;
}

/** @throws CareError naming the id that is not ours, or not the other's. */
export async function findContact(
  pool: Pool,
  accountId: string,
  customerId: string,
): Promise<Contact> {
  const accounts = await pool.query<{
    platform: PlatformName;
    approved: boolean;
    status: string;
  }>('select platform, status, human_agent_approved as approved from accounts where id = $1', [
    accountId,
  ]);
  const [account] = accounts.rows;
  if (!account) throw invalid('accountId', 'is not an account');
  if (account.status === 'paused') throw invalid('accountId', 'is paused');
  const { rows } = await pool.query<Omit<Contact, 'accountId' | 'platform' | 'humanAgentApproved'>>(
    `select cu.external_id as "customerExternalId", cu.blocked_at is not null as "isBlocked", t.id as "threadId",
       (select c.id from conversations c where c.thread_id = t.id and c.status <> 'closed' limit 1)
         as "openConversationId",
       (select max(m.timestamp) from conversations c join messages m on m.conversation_id = c.id
         where c.thread_id = t.id and m.direction = 'inbound') as "lastInboundAt"
     from customers cu
       left join lateral (select id from threads where account_id = cu.account_id and kind = 'dm'
         and customer_external_id = cu.external_id order by created_at desc limit 1) t on true
     where cu.id = $1 and cu.account_id = $2 and cu.erased_at is null`,
    [customerId, accountId],
  );
  const [customer] = rows;
  if (!customer) throw invalid('customerId', 'is not a customer of this account');
  return {
    accountId,
    platform: account.platform,
    humanAgentApproved: account.approved,
    ...customer,
  };
}

/** Which one is told to who may see it. */
export async function conversationExists(
  pool: Pool,
  caller: Looker,
  conversationId: string,
): Promise<CareError> {
  const isShown = await isVisibleTo(pool, caller, conversationId);
  return new CareError(
    'conversation_exists',
    isShown
      ? 'A conversation with this customer is open already.'
      : 'Another team has a conversation with this customer open already.',
    isShown ? { members: { conversationId } } : {},
  );
}

/** @throws CareError window_closed, saying why and until when it would have been allowed */
export function requireWindow(
  contact: Contact,
  { now, isHuman }: { now: number; isHuman: boolean },
): void {
  const refuse = (why: string) => new CareError('window_closed', why);
  const { platform, lastInboundAt } = contact;
  const capabilities = channelOf(platform)?.capabilities;
  if (!capabilities || capabilities.writeFirst === 'never') {
    throw refuse(`On ${platform} only customers can begin a conversation.`);
  }
  if (contact.isBlocked) throw refuse('The customer has blocked us.');
  if (capabilities.writeFirst === 'always') return;
  if (lastInboundAt === null) throw refuse(`On ${platform} the customer has to write first.`);
  const { windowHours, humanAgentDays } = capabilities;
  const since = now - lastInboundAt.getTime();
  if (windowHours === undefined || since <= windowHours * 3_600_000) return;
  const isWithinDays = humanAgentDays !== undefined && since <= humanAgentDays * 86_400_000;
  if (isWithinDays && contact.humanAgentApproved && isHuman) return;
  throw refuse(
    `The customer last wrote at ${lastInboundAt.toISOString()}: ${platform} allows messages for ` +
      `${String(windowHours)} hours after that.`,
  );
}

export async function threadFor(pool: Pool, contact: Contact): Promise<string> {
  if (contact.threadId !== null) return contact.threadId;
  const { accountId, platform, customerExternalId } = contact;
  const { rows } = await pool.query<{ id: string }>(
    `insert into threads (id, account_id, platform, key, kind, customer_external_id)
     values ($1, $2, $3, $4, 'dm', $5)
     on conflict (account_id, key) do update set key = excluded.key returning id`,
    [newId(), accountId, platform, keyOf('dm', customerExternalId), customerExternalId],
  );
  const [thread] = rows;
  if (!thread) throw new Error('the thread was neither written nor found');
  return thread.id;
}
