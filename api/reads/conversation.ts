/** A conversation as the api shows it: the read model's row with its customer's name. */
import type { Pool } from 'pg';
import type { SlaView } from '../../domain/conversation/project.ts';
import type { ContentType, PlatformName, Source } from '../../channels/channel.ts';
import type { Skill } from '../../domain/matching.ts';
import type { Status } from '../../domain/conversation/state.ts';
import type { Priority } from '../../domain/sla.ts';
import { notFound } from '../../domain/errors.ts';
import { conversationWorkflowId } from '../../workflows/contract.ts';
import type { ConversationJson } from '../schemas/conversation.ts';
import type { Caller } from '../authenticate.ts';
import { canSee, type Looker } from '../visibility.ts';
import { ofEachPart, threads, toThread, type ThreadRow } from './parts-of-conversation.ts';
import { unreadFor } from './unread.ts';
import { iso, isoWhere, present } from './present.ts';

export interface ConversationRow {
  id: string;
  thread_id: string;
  platform: PlatformName;
  account_id: string;
  customer_id: string;
  customer_name: string | null;
  customer_handle: string | null;
  customer_avatar_url: string | null;
  customer_language: string | null;
  /** Of the newest message that the assistant has read. */
  sentiment: string | null;
  /** Of the CRM that has the person's contact. */
  crm_contact_id: string | null;
  source: Source;
  status: Status;
  priority: Priority;
  assigned_to: string | null;
  team_id: string | null;
  required_skills: Skill[];
  tags: string[];
  sla: SlaView;
  unread: number;
  version: number;
  previous_conversation_id: string | null;
  merged_into: string | null;
  threads: ThreadRow[];
  /** Of the survivor. */
  survivor: { teamId: string | null; assignedTo: string | null } | null;
  previous_conversations: number;
  metadata: Record<string, unknown>;
  created_at: Date;
  updated_at: Date;
  last_message_at: Date | null;
  first_response_at: Date | null;
  resolved_at: Date | null;
  closed_at: Date | null;
  snoozed_until: Date | null;
  unanswered_since: Date | null;
  waiting_since: Date | null;
  next_due_at: Date | null;
  owed_by: Date | null;
  last_message: {
    direction: 'inbound' | 'outbound' | 'note';
    sender_type: 'customer' | 'agent' | 'bot';
    content_type: ContentType;
    content: string | null;
    unsent: boolean;
  } | null;
  post_id: string | null;
  post_url: string | null;
  /** The private conversations that a comment went on in, and the comments that a private one came from. */
  links: { id: string; is: 'private' | 'public' }[] | null;
  /** The same person elsewhere. */
  identities:
    | {
        id: string;
        platform: PlatformName;
        name: string;
        handle: string;
        openConversations: number;
      }[]
    | null;
}

/** @param reader the placeholder of the id of the agent who asks */
export const conversationColumns = (
  reader: string,
) => `c.id, c.thread_id, c.platform, c.account_id, c.customer_id, c.source, c.status,
  c.priority, c.assigned_to, c.team_id, c.required_skills, c.tags, c.sla, ${unreadFor(reader)} as unread, c.version,
  c.previous_conversation_id, c.merged_into, ${threads} as threads, (
    select json_build_object('teamId', s.team_id, 'assignedTo', s.assigned_to) from conversations s where s.id = c.merged_into) as survivor,
  c.metadata, c.created_at, c.updated_at, c.last_message_at, c.first_response_at,
  c.resolved_at, c.closed_at, c.snoozed_until, c.unanswered_since, c.waiting_since, c.next_due_at, c.owed_by,
  cu.name as customer_name, cu.handle as customer_handle, cu.avatar_url as customer_avatar_url,
  cu.language as customer_language, t.post_id, coalesce(t.post_url, po.url) as post_url,
  (select json_agg(json_build_object('id', case when l.public_id = c.id then l.private_id else l.public_id end,
                                     'is', case when l.public_id = c.id then 'private' else 'public' end)
                   order by l.created_at)
     from conversation_links l where l.public_id = c.id or l.private_id = c.id) as links,
  (select json_agg(json_build_object('id', o.id, 'platform', o.platform, 'name', o.name, 'handle', o.handle,
                                     'openConversations', (
                      select count(*) from conversations oc where oc.customer_id = o.id and oc.status <> 'closed'))
                   order by o.created_at, o.id)
     from customers o where o.person_id = cu.person_id and o.id <> cu.id) as identities,
  (select json_build_object('direction', lm.direction, 'sender_type', lm.sender_type, 'content_type', lm.content_type,
                            'content', left(lb.content, 160), 'unsent', lm.metadata ? 'unsentAt')
     from ${ofEachPart(
       'c.id',
       `select * from messages m
         where m.conversation_id = part.id and m.direction <> 'note' and m.delivery_status <> 'cancelled'
           and not (m.metadata->>'scheduled' is not null and m.delivery_status in ('queued', 'held'))
         order by m.timestamp desc, m.ordinal desc limit 1`,
       'lm',
     )} left join message_bodies lb on lb.message_id = lm.id
    order by lm.timestamp desc, lm.ordinal desc limit 1) as last_message,
  (select count(*)::int from conversations p
    where p.customer_id = c.customer_id and p.created_at < c.created_at) as previous_conversations,
  (select k.external_id from customers o join crm_contacts k on k.person_key = o.id join crm_connections n on n.id = k.connection_id
    where (o.id = cu.id or o.person_id = cu.person_id) and k.external_id is not null and n.kind <> 'builtin' and n.status <> 'paused'
    order by k.created_at, k.id limit 1) as crm_contact_id,
  (select tr.sentiment from triages tr where tr.conversation_id = c.id order by tr.created_at desc limit 1) as sentiment`;
export const conversationTables = `conversations c left join customers cu on cu.id = c.customer_id
  left join threads t on t.id = c.thread_id
  left join posts po on po.account_id = t.account_id and po.external_id = t.post_id`;

/** @throws CareError not_found: it is not there, or not for the caller's eyes */
export async function findConversation(
  pool: Pool,
  caller: Looker,
  id: string,
): Promise<ConversationRow> {
  const row = await readConversation(pool, caller, id);
  if (!canSee(caller, belongingOf(row))) throw notFound('conversation');
  return row;
}

/** Whose it is, as visibility asks: of one that is merged its survivor's. */
export const belongingOf = ({
  team_id: teamId,
  assigned_to: assignedTo,
  survivor,
}: ConversationRow) => survivor ?? { teamId, assignedTo };

/** Whoever asks. @throws CareError not_found */
export async function readConversation(
  pool: Pool,
  caller: Pick<Caller, 'agentId'>,
  id: string,
): Promise<ConversationRow> {
  const [row] = await readConversations(pool, caller, [id]);
  if (!row) throw notFound('conversation');
  return row;
}

/** Whoever asks; in no order. */
export async function readConversations(
  pool: Pool,
  { agentId }: Pick<Caller, 'agentId'>,
  ids: readonly string[],
): Promise<ConversationRow[]> {
  const { rows } = await pool.query<ConversationRow>({
    name: 'conversations-by-id',
    text: `select ${conversationColumns('$2')} from ${conversationTables} where c.id = any($1::uuid[])`,
    values: [ids, agentId ?? null],
  });
  return rows;
}

export function toConversation(row: ConversationRow): ConversationJson {
  const now = Date.now();
  return {
    id: row.id,
    platform: row.platform,
    accountId: row.account_id,
    customerId: row.customer_id,
    customerName: row.customer_name ?? '',
    customerHandle: row.customer_handle ?? '',
    ...present('customerAvatarUrl', row.customer_avatar_url),
    status: row.status,
    priority: row.priority,
    ...present('assignedTo', row.assigned_to),
    ...present('teamId', row.team_id),
    requiredSkills: row.required_skills,
    tags: row.tags,
    metadata: {
      ...present('language', row.customer_language),
      ...present('sentiment', row.sentiment),
      ...row.metadata,
      source: row.source,
      ...present('postId', row.post_id),
      ...present('postUrl', row.post_url),
      ...present('linkedConversations', row.links),
      ...present('identities', row.identities),
      ...present('crmContactId', row.crm_contact_id),
      previousConversations: row.previous_conversations,
    },
    ...present('previousConversationId', row.previous_conversation_id),
    ...present('mergedInto', row.merged_into),
    threads: row.threads.map((thread) => toThread(thread, now)),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    ...isoWhere('lastMessageAt', row.last_message_at),
    ...present('lastMessage', row.last_message && previewOf(row.last_message)),
    ...isoWhere('firstResponseAt', row.first_response_at),
    ...isoWhere('resolvedAt', row.resolved_at),
    ...isoWhere('closedAt', row.closed_at),
    ...isoWhere('snoozedUntil', row.snoozed_until),
    ...isoWhere('waitingSince', row.waiting_since),
    ...isoWhere('unansweredSince', row.unanswered_since),
    ...isoWhere('nextDueAt', row.next_due_at),
    ...isoWhere('owedBy', row.owed_by),
    sla: row.sla,
    workflowId: conversationWorkflowId(row.platform, row.thread_id),
    unread: row.unread,
    version: row.version,
  };
}

/** The first words of what was said last. An unsent message shows nothing of what it was. */
const previewOf = ({
  direction,
  sender_type: senderType,
  content_type: contentType,
  content,
  unsent,
}: NonNullable<ConversationRow['last_message']>) => ({
  direction,
  senderType,
  contentType,
  content: unsent ? '' : (content ?? '').toWellFormed(),
  isUnsent: unsent,
});
