/** Rows of a person's, taken away or blanked, a bounded number at a time; done again it finds nothing (docs/erasure.md has the table). */
import type { Pool } from 'pg';
import { holdsAnyOf, partsOf } from '../../domain/privacy/known-by.ts';
import type { FileStore } from '../../files/store.ts';
import { hintLive } from '../../runtime/changes.ts';
import type { ErasureActivities } from '../types.ts';
import { removeFiles } from './files.ts';
import { removeMentions } from './mentions.ts';
import { atStep, count } from './progress.ts';
import { blankMessages, removeEverything } from './rows.ts';
import { erasureOf, knownOf, scopeOf } from './scope.ts';
import { scrubLog } from './log.ts';

export interface RemoveParts {
  pool: Pool;
  store: FileStore;
  secretKeys: readonly Buffer[];
  /** Says that it is still at work. */
  heartbeat: () => void;
}

export const createRemove =
  (parts: RemoveParts): ErasureActivities['removeData'] =>
  async ({ erasureId }) => {
    const { pool, heartbeat, secretKeys } = parts;
    await atStep(pool, erasureId, 'removing');
    const erasure = await erasureOf(pool, erasureId);
    const known = knownOf(erasure, secretKeys);
    const scope = await scopeOf(pool, erasureId);
    // In what is their own, a part of their name is theirs too.
    const isTheirs = holdsAnyOf([...known.sure, ...known.likely, ...partsOf(known)]);
    const done = async (counted: Record<string, number>) => {
      heartbeat();
      await count(pool, erasureId, counted);
    };
    for await (const counted of removeFiles(parts, scope)) await done(counted);
    for await (const counted of removeEverything(pool, scope)) await done(counted);
    for await (const counted of blankMessages(pool, scope)) await done(counted);
    for await (const counted of scrubLog(pool, scope, isTheirs)) await done(counted);
    for await (const counted of removeMentions(pool, scope, known)) await done(counted);
    // Whoever shows one of them forgets it.
    await pool.query(
      `insert into changes (kind, conversation_id) select 'erased', id from unnest($1::uuid[]) id`,
      [scope.conversationIds],
    );
    hintLive(pool);
  };
