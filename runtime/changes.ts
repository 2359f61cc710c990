/**
 * What live clients hear of beside the event log: rows of `changes`, written in the transaction of what they tell, by ids
 * only (docs/live.md). Each function gives SQL to be part of the statement that makes the change.
 */
import type { Pool } from 'pg';
import { createHint } from './hint.ts';

/** Tells of message rows. `rows`: a name within the statement, with `id` and `conversation_id`. */
export const tellMessages = (rows: string): string =>
  `insert into changes (kind, conversation_id, data)
   select 'message', conversation_id, jsonb_build_object('messageIds', jsonb_agg(id)) from ${rows}
    group by conversation_id`;

/** A change of one message row, told. The statement's count of rows is that of the change. */
export const toldOfMessage = (change: string, table = 'messages'): string =>
  `with changed as (${change} returning ${table}.id, ${table}.conversation_id) ${tellMessages('changed')}`;

/** A change of rows of files, told for each message that shows one. The count of rows is that of the change. */
export const toldOfFiles = (change: string): string =>
  `with changed as (${change} returning files.id as file_id), shown as (
     select m.id, m.conversation_id from changed join file_uses u using (file_id) join messages m on m.id = u.message_id
   ), told as (${tellMessages('shown')}) select from changed`;

/** Customers look different: so do their conversations. The count of rows is that of the change. */
export const toldOfCustomers = (change: string): string =>
  `with changed as (${change} returning customers.id), told as (
     insert into changes (kind, conversation_id)
     select 'conversation', c.id from changed join conversations c on c.customer_id = changed.id where c.status <> 'closed'
   ) select from changed`;

/** Tells whom they are for. `rows`: a name within the statement, with `id` and `recipient_id`. */
export const tellNotifications = (rows: string): string =>
  `insert into changes (kind, recipient_id, data)
   select 'notification', recipient_id, jsonb_build_object('notificationId', id) from ${rows}`;

/** New or changed notifications, told. */
export const toldOfNotifications = (change: string): string =>
  `with changed as (${change} returning notifications.id, notifications.recipient_id) ${tellNotifications('changed')}`;

/** Tells of what was changed outside conversations. `rows`: a name within the statement, with `action` and `target`. */
export const tellAudit = (rows: string): string =>
  `insert into changes (kind, data) select action, jsonb_build_object('target', target) from ${rows}`;

/** Drafts changed or gone, told to whom they belong. The count of rows is that of the change. */
export const toldOfDrafts = (change: string): string =>
  `with changed as (${change} returning drafts.agent_id, drafts.conversation_id), told as (
     insert into changes (kind, conversation_id, recipient_id) select distinct 'draft', conversation_id, agent_id from changed
   ) select from changed`;

/** How far somebody has read, told to them alone. The count of rows is that of the change. */
export const toldOfReads = (change: string): string =>
  `with changed as (${change} returning conversation_reads.agent_id, conversation_reads.conversation_id), told as (
     insert into changes (kind, conversation_id, recipient_id) select 'conversation', conversation_id, agent_id from changed
   ) select from changed`;

/** What the audit says was changed, told. */
export const toldOfAudit = (insert: string): string =>
  `with noted as (${insert} returning action, target) ${tellAudit('noted')}`;

const hints = new WeakMap<Pool, () => void>();

/** Says after a commit that there is something to read. Not within it: NOTIFY would make all commits wait for one another. */
export function hintLive(pool: Pool): void {
  let hint = hints.get(pool);
  if (!hint) hints.set(pool, (hint = createHint(pool, 'careline_live', 20)));
  hint();
}
