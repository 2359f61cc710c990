/** What the desk has of a person, as one JSON document that is never held as a whole. */
import type { Pool } from 'pg';

const pageSize = 200;

/** Each section is an array; its rows are read a page at a time, after the last one's key. */
interface Section {
  name: string;
  /** $1: the customers; $2: the last key, or null; $3: so many. Gives `key` and `row`. */
  text: string;
}

const iso = (column: string) =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const after = (key: string) =>
  `($2::text is null or ${key}::text > $2) order by ${key}::text limit $3`;

const conversationsOf = 'conversations c where c.customer_id = any($1::uuid[])';

const sections: Section[] = [
  {
    name: 'customers',
    text: `select id::text as key, json_strip_nulls(json_build_object(
                    'id', id, 'platform', platform, 'externalId', external_id, 'name', name, 'handle', handle,
                    'avatarUrl', avatar_url, 'language', language, 'linkedBy', linked_by, 'linkedAt', ${iso('linked_at')},
                    'blockedAt', ${iso('blocked_at')}, 'createdAt', ${iso('created_at')})) as row
             from customers where id = any($1::uuid[]) and ${after('id')}`,
  },
  {
    name: 'contactPoints',
    text: `select id::text as key, json_strip_nulls(json_build_object(
                    'customerId', customer_id, 'kind', kind, 'value', value, 'verifiedAt', ${iso('verified_at')},
                    'createdAt', ${iso('created_at')})) as row
             from contact_points where customer_id = any($1::uuid[]) and ${after('id')}`,
  },
  {
    name: 'fields',
    text: `select v.customer_id || '/' || f.key as key, json_build_object(
                    'customerId', v.customer_id, 'key', f.key, 'label', f.label, 'value', v.value,
                    'updatedAt', ${iso('v.updated_at')}) as row
             from customer_field_values v join customer_fields f on f.id = v.field_id
            where v.customer_id = any($1::uuid[]) and ${after(`v.customer_id || '/' || f.key`)}`,
  },
  {
    name: 'notes',
    text: `select n.id::text as key, json_strip_nulls(json_build_object(
                    'customerId', n.customer_id, 'by', a.name, 'content', n.content, 'createdAt', ${iso('n.created_at')})) as row
             from customer_notes n left join agents a on a.id = n.author_id
            where n.customer_id = any($1::uuid[]) and ${after('n.id')}`,
  },
  {
    name: 'conversations',
    text: `select c.id::text as key, json_strip_nulls(json_build_object(
                    'id', c.id, 'customerId', c.customer_id, 'platform', c.platform, 'account', a.name, 'source', c.source,
                    'status', c.status, 'priority', c.priority, 'tags', c.tags, 'postUrl', t.post_url,
                    'createdAt', ${iso('c.created_at')}, 'firstResponseAt', ${iso('c.first_response_at')},
                    'resolvedAt', ${iso('c.resolved_at')}, 'closedAt', ${iso('c.closed_at')})) as row
             from conversations c left join accounts a on a.id = c.account_id left join threads t on t.id = c.thread_id
            where c.customer_id = any($1::uuid[]) and ${after('c.id')}`,
  },
  {
    name: 'messages',
    text: `select m.key, m.row from (
             select m.conversation_id || '/' || to_char(extract(epoch from m.timestamp) * 1000, 'FM00000000000000') || '/' || m.id as key,
                    json_strip_nulls(json_build_object(
                      'id', m.id, 'conversationId', m.conversation_id, 'direction', m.direction, 'sender', m.sender_type,
                      'platformMessageId', m.platform_message_id, 'timestamp', ${iso('m.timestamp')},
                      'deliveryStatus', m.delivery_status, 'content', b.content, 'metadata', m.metadata,
                      'attachments', b.attachments, 'files', (
                        select json_agg(json_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'status', f.status,
                                 'mimeType', f.mime_type, 'size', f.size, 'sha256', f.sha256, 'path', '/api/v1/files/' || f.id)
                                 order by u.position)
                          from file_uses u join files f on f.id = u.file_id where u.message_id = m.id))) as row
               from messages m left join message_bodies b on b.message_id = m.id
              where m.conversation_id in (select c.id from ${conversationsOf})) m
            where ${after('m.key')}`,
  },
  {
    name: 'whatCrmsKnow',
    text: `select k.id::text as key, json_strip_nulls(json_build_object(
                    'crm', n.name, 'kind', n.kind, 'externalId', k.external_id, 'card', k.card, 'readAt', ${iso('k.fetched_at')})) as row
             from crm_contacts k join crm_connections n on n.id = k.connection_id
            where k.person_key = any($1::uuid[]) and ${after('k.id')}`,
  },
  {
    name: 'summaries',
    text: `select s.id::text as key, json_build_object(
                    'conversationId', s.conversation_id, 'content', s.content, 'madeBy', s.made_by, 'createdAt', ${iso('s.created_at')}) as row
             from summaries s where s.conversation_id in (select c.id from ${conversationsOf}) and ${after('s.id')}`,
  },
  {
    name: 'whatTheAssistantRead',
    text: `select t.message_id::text as key, json_strip_nulls(json_build_object(
                    'messageId', t.message_id, 'language', t.language, 'sentiment', t.sentiment, 'urgency', t.urgency,
                    'topics', t.topics, 'reasons', t.reasons, 'madeBy', t.made_by, 'createdAt', ${iso('t.created_at')})) as row
             from triages t where t.conversation_id in (select c.id from ${conversationsOf}) and ${after('t.message_id')}`,
  },
];

export async function* exportLines(
  pool: Pool,
  customerIds: readonly string[],
): AsyncGenerator<string> {
  const head = { format: 'careline-customer-data', version: 1, madeAt: new Date().toISOString() };
  yield JSON.stringify(head).slice(0, -1);
  for (const { name, text } of sections) {
    yield `,\n"${name}":[`;
    let last: string | null = null;
    for (;;) {
      const page: { key: string; row: unknown }[] = (
        await pool.query<{ key: string; row: unknown }>(text, [customerIds, last, pageSize])
      ).rows;
      const lines = page.map(({ row }) => `\n${JSON.stringify(row)}`).join(',');
      yield last === null || lines === '' ? lines : `,${lines}`;
      last = page.at(-1)?.key ?? last;
      if (page.length < pageSize) break;
    }
    yield '\n]';
  }
  yield '\n}\n';
}
