/** Whose session, token or agent is revoked or changed does not listen as before. */
import type { Pool } from 'pg';
import { CareError } from '../../domain/errors.ts';
import type { Logger } from '../../runtime/logger.ts';
import { runLoop, Waker } from '../../runtime/loop.ts';
import { authenticateRequest, type Caller } from '../authenticate.ts';
import type { Batch } from './batch.ts';
import type { LiveClient } from './client.ts';

/** Its payload: the id of a session, a token or an agent. */
export const revokedChannel = 'careline_revoked';

/** Everybody is looked at so often, should a notification be lost, and for what runs out by itself, ms. */
const everyMs = 30_000;
const atOnce = 8;

export interface Revoking {
  heard(id: string): void;
  heardOf(batch: Batch): void;
  lookAtAll(): void;
  run(stop: AbortSignal): Promise<void>;
}

/** @param onChanged who it is may see or do other things than before */
export function createRevoking(parts: {
  pool: Pool;
  logger: Logger;
  clients: ReadonlySet<LiveClient>;
  onChanged: (client: LiveClient) => void;
}): Revoking {
  const { pool, logger, clients, onChanged } = parts;
  const waker = new Waker();
  const doubtful = new Set<LiveClient>();
  let lookedAt = Date.now();

  const doubt = (isDoubtful: (client: LiveClient) => boolean) => {
    for (const client of clients) if (isDoubtful(client)) doubtful.add(client);
    if (doubtful.size > 0) waker.wake();
  };
  const heard = (id: string) => {
    doubt(({ caller: { sessionId, tokenId, agentId } }) =>
      [sessionId, tokenId, agentId].includes(id),
    );
  };
  const lookAtAll = () => {
    lookedAt = Date.now();
    doubt(() => true);
  };
  /** Who cannot be asked for stays in doubt, and is asked for again. */
  const look = async (client: LiveClient): Promise<void> => {
    try {
      const now = await authenticateRequest(pool, client.request, false);
      doubtful.delete(client);
      if (isSame(client.caller, now)) return;
      client.caller = now;
      onChanged(client);
    } catch (error) {
      if (!(error instanceof CareError)) throw error;
      doubtful.delete(client);
      client.end('unauthenticated');
    }
  };
  const pass = async (): Promise<boolean> => {
    if (Date.now() - lookedAt >= everyMs) lookAtAll();
    for (const client of doubtful) if (!client.isOpen) doubtful.delete(client);
    await Promise.all([...doubtful].slice(0, atOnce).map(look));
    return doubtful.size > 0;
  };

  return {
    heard,
    lookAtAll,
    heardOf({ runs }) {
      for (const { rows } of runs) {
        const [{ kind, data }] = rows;
        if (kind === 'settings.changed') lookAtAll();
        else if (/^(agent|token|session)\./.test(kind)) heard(String(data['target']));
      }
    },
    run: (stop) => runLoop({ name: 'revoking', logger, stop, idleMs: 1_000, waker }, pass),
  };
}

const isSame = (a: Caller, b: Caller): boolean =>
  a.role === b.role && JSON.stringify(a.scope) === JSON.stringify(b.scope);
