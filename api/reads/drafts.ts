/** What an agent has begun to write. Nobody else reads it. */
import type { Pool } from 'pg';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import type { DraftEntryJson, DraftsJson } from '../schemas/draft.ts';
import type { UploadedFileJson } from '../schemas/message.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { iso, present } from './present.ts';

interface Row {
  kind: 'reply' | 'note';
  content: string;
  version: number;
  updated_at: Date;
  files:
    | {
        id: string;
        kind: UploadedFileJson['kind'];
        name: string | null;
        mime_type: string;
        size: number;
      }[]
    | null;
}

export async function findDrafts(
  pool: Pool,
  agentId: string | undefined,
  conversationId: string,
): Promise<DraftsJson> {
  if (agentId === undefined) return {};
  const { rows } = await pool.query<Row>({
    name: 'drafts-of-agent',
    text: `select d.kind, d.content, d.version, d.updated_at, (
             select json_agg(json_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'mime_type', f.mime_type,
                                               'size', f.size) order by w.n)
               from unnest(d.file_ids) with ordinality as w (id, n) join files f on f.id = w.id and f.status = 'stored') as files
             from drafts d where d.agent_id = $1 and d.conversation_id = $2`,
    values: [agentId, conversationId],
  });
  return Object.fromEntries(rows.map((row) => [row.kind, toDraft(row)]));
}

const toDraft = ({ content, version, updated_at, files }: Row) => ({
  content,
  attachments: (files ?? []).map(({ id, kind, name, mime_type: mimeType, size }) => ({
    ...{ fileId: id, kind, mimeType, size },
    ...present('name', name),
  })),
  version,
  updatedAt: iso(updated_at),
});

interface EntryRow {
  key: string;
  conversation_id: string;
  kind: 'reply' | 'note';
  words: string;
  attachments: number;
  customer_name: string | null;
  updated_at: Date;
}

/** The newest first. */
export async function listDrafts(
  pool: Pool,
  {
    caller,
    agentId,
    cursor,
    limit,
  }: { caller: Looker; agentId: string; cursor?: string | undefined; limit: number },
) {
  const after = decodeCursor('drafts', cursor);
  const values: unknown[] = [agentId, limit + 1];
  const put = (value: unknown) => `$${String(values.push(value))}`;
  const conditions = ['d.agent_id = $1', visibleTo(caller, put)];
  const key = `d.conversation_id::text || ':' || d.kind`;
  if (after) {
    conditions.push(
      `(d.updated_at, ${key}) < (${put(after.value)}::timestamptz, ${put(after.id)})`,
    );
  }
  const { rows } = await pool.query<EntryRow>(
    `select ${key} as key, d.conversation_id, d.kind, left(d.content, 400) as words,
            cardinality(d.file_ids) as attachments, cu.name as customer_name, d.updated_at
       from drafts d join conversations c on c.id = d.conversation_id left join customers cu on cu.id = c.customer_id
      where ${conditions.join(' and ')} order by d.updated_at desc, key desc limit $2`,
    values,
  );
  return pageOf(rows, limit, toEntry, (row) =>
    encodeCursor('drafts', iso(row.updated_at), row.key),
  );
}

const mostWords = 140;

const toEntry = (row: EntryRow): DraftEntryJson => {
  const words = row.words.replaceAll(/\s+/g, ' ').trim();
  const isLong = words.length > mostWords;
  return {
    conversationId: row.conversation_id,
    kind: row.kind,
    excerpt: isLong ? `${words.slice(0, mostWords).toWellFormed()}…` : words,
    attachments: row.attachments,
    customerName: row.customer_name ?? '',
    updatedAt: iso(row.updated_at),
  };
};
