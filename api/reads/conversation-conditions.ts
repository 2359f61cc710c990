/** A filter as conditions on `conversations c`: the same for lists, counts and whoever else asks. */
import type { ConversationFilter } from '../schemas/conversation-filter.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { isUnreadFor } from './unread.ts';

/** Takes a value, and says by which placeholder the statement names it. */
export type Put = (value: unknown) => string;

/**
 * What the caller may see of what the filter finds; all of it but its words. A token that is nobody's has nothing of its own:
 * `me` and `mine` find nothing.
 */
export function conditionsOf(filter: ConversationFilter, caller: Looker, put: Put): string[] {
  const conditions = [visibleTo(caller, put), 'c.merged_into is null'];
  const add = (value: unknown, condition: (placeholder: string) => string) => {
    if (value !== undefined) conditions.push(condition(put(value)));
  };
  const me = () => `${put(caller.agentId ?? null)}::uuid`;
  const addId = (column: string, value: string | undefined, own: () => string) => {
    if (value === 'none') conditions.push(`${column} is null`);
    else if (value === 'me' || value === 'mine') conditions.push(`${column} = ${own()}`);
    else add(value, (it) => `${column} = ${it}::uuid`);
  };
  add(filter.status, (it) => `c.status = any(${it}::text[])`);
  add(filter.platform, (it) => `c.platform = any(${it}::text[])`);
  add(filter.priority, (it) => `c.priority = any(${it}::text[])`);
  add(filter.source, (it) => `c.source = any(${it}::text[])`);
  add(filter.tag, (it) => `c.tags @> ${it}::text[]`);
  add(filter.slaState, (it) => `c.sla->>'state' = any(${it}::text[])`);
  add(filter.accountId, (it) => `c.account_id = ${it}::uuid`);
  add(filter.customerId, (it) => `c.customer_id = ${it}::uuid`);
  add(filter.crmContactId, ofContact);
  addId('c.assigned_to', filter.assignedTo, me);
  addId('c.team_id', filter.teamId, () => `(select team_id from agents where id = ${me()})`);
  if (filter.waiting !== undefined) {
    conditions.push(`c.waiting_since is ${filter.waiting ? 'not null' : 'null'}`);
  }
  if (filter.unread !== undefined) {
    const isUnread = isUnreadFor(put(caller.agentId ?? null));
    conditions.push(filter.unread ? isUnread : `not (${isUnread})`);
  }
  if (filter.mentioned !== undefined) {
    conditions.push(`c.id in (select n.conversation_id from notifications n
      where n.recipient_id = ${me()} and n.kind = 'mentioned' and n.read_at is null)`);
  }
  add(
    filter.language?.map((it) => it.toLowerCase()),
    spokenIn,
  );
  return conditions;
}

/** All of the person's, on whichever platform they write. */
const ofContact = (externalId: string): string => `c.customer_id in (
  select o.id from crm_connections n join crm_contacts k on k.connection_id = n.id and k.external_id = ${externalId}
    join customers p on p.id = k.person_key join customers o on o.id = p.id or o.person_id = p.person_id
   where n.kind <> 'builtin' and n.status <> 'paused')`;

/** The conversation's own language where it has one, else its customer's. */
function spokenIn(languages: string): string {
  const isOne = (it: string) =>
    `(lower(${it}) = any(${languages}::text[]) or split_part(lower(${it}), '-', 1) = any(${languages}))`;
  return `(${isOne(`c.metadata->>'language'`)} or (c.metadata->>'language' is null and exists (
    select from customers l where l.id = c.customer_id and ${isOne('l.language')})))`;
}

/** Words, found in all there is: each by its own index, as an "or" over three tables would read them all. */
export const foundAnywhere = (words: string): string => `c.id in (
  select m.conversation_id from message_bodies b join messages m on m.id = b.message_id where b.content ilike ${words}
  union
  select k.id from customers p join conversations k on k.customer_id = p.id
   where p.name ilike ${words} or p.handle ilike ${words}
  union
  select k.id from conversations k where tag_words(k.tags) ilike ${words})`;

/**
 * Words, looked for in one conversation: for the few that come first, as common words are in many. An aggregate is worked out
 * for each of them, where an "exists" may be turned into a search of everything.
 */
export const foundHere = (words: string): string => `(tag_words(c.tags) ilike ${words}
  or (select bool_or(p.name ilike ${words} or p.handle ilike ${words}) from customers p where p.id = c.customer_id)
  or (select bool_or(b.content ilike ${words}) from messages m join message_bodies b on b.message_id = m.id
       where m.conversation_id = c.id))`;
