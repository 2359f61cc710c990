/** Other systems that keep something of a person are asked to let go of it too. */
import type { Pool } from 'pg';
import type { KnownBy } from '../../domain/privacy/known-by.ts';
import type { ErasureActivities } from '../types.ts';
import { atStep, count } from './progress.ts';
import { erasureOf, knownOf } from './scope.ts';

export interface Elsewhere {
  /** As the erasure's record counts it, e.g. `hubspot`. */
  name: string;
  /**
   * Harmless where there is nothing, and when it is done again; thrown errors are tried again until it is done.
   * @returns how many records there are gone
   */
  erase(person: { customerIds: readonly string[]; known: KnownBy }): Promise<number>;
}

export const createElsewhere =
  ({
    pool,
    secretKeys,
    elsewhere,
    heartbeat,
  }: {
    pool: Pool;
    secretKeys: readonly Buffer[];
    elsewhere: readonly Elsewhere[];
    heartbeat: () => void;
  }): ErasureActivities['eraseElsewhere'] =>
  async ({ erasureId }) => {
    await atStep(pool, erasureId, 'elsewhere');
    const erasure = await erasureOf(pool, erasureId);
    const person = { customerIds: erasure.customerIds, known: knownOf(erasure, secretKeys) };
    for (const other of elsewhere) {
      await count(pool, erasureId, { [other.name]: await other.erase(person) });
      heartbeat();
    }
  };
