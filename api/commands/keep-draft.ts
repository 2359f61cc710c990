/** Keeps what an agent has begun to write, so that no closed browser loses it. */
import type { Pool, PoolClient } from 'pg';
import { hintLive, toldOfDrafts } from '../../runtime/changes.ts';
import { transaction } from '../../runtime/database.ts';
import { requireVersion } from '../etag.ts';

export interface NewDraft {
  agentId: string;
  conversationId: string;
  kind: 'reply' | 'note';
  content: string;
  fileIds: readonly string[];
}

/**
 * The last one written holds. Empty, there is none any more.
 * @param ifMatch the version that is written over; 0: none
 * @throws CareError version_mismatch
 */
export async function keepDraft(
  pool: Pool,
  draft: NewDraft,
  ifMatch: number | undefined,
): Promise<void> {
  await transaction(pool, (client) => write(client, draft, ifMatch));
  hintLive(pool);
}

async function write(
  client: PoolClient,
  { agentId, conversationId, kind, content, fileIds }: NewDraft,
  ifMatch: number | undefined,
): Promise<void> {
  const key = [agentId, conversationId, kind];
  // Two windows of one agent take turns, even where there is no row yet.
  await client.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [key.join('/')]);
  const where = 'agent_id = $1 and conversation_id = $2 and kind = $3';
  const { rows } = await client.query<{ version: number; file_ids: string[] }>(
    `select version, file_ids from drafts where ${where} for update`,
    key,
  );
  const [before] = rows;
  requireVersion(ifMatch, before?.version ?? 0);
  if (content === '' && fileIds.length === 0) {
    await client.query(toldOfDrafts(`delete from drafts where ${where}`), key);
  } else {
    await client.query(
      toldOfDrafts(`insert into drafts (agent_id, conversation_id, kind, content, file_ids, updated_at)
         values ($1, $2, $3, $4, $5::uuid[], $6)
         on conflict (agent_id, conversation_id, kind) do update set content = excluded.content,
           file_ids = excluded.file_ids, version = drafts.version + 1, updated_at = excluded.updated_at`),
      [...key, content, fileIds, new Date()],
    );
  }
  // A file that was taken out has a day from now, as one just uploaded: it may be put back.
  const out = (before?.file_ids ?? []).filter((id) => !fileIds.includes(id));
  if (out.length === 0) return;
  await client.query(
    `update files set unused_since = now() where id = any($1::uuid[]) and unused_since is not null`,
    [out],
  );
}
