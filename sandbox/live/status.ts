import { bornAt } from '../born.ts';
import type { ControlParts } from '../control/parts.ts';
import type { RunningCrowd, Pace } from '../crowd/start.ts';
import type { Fault } from '../faults.ts';
import { acceptedIn, countersOf } from './counters.ts';
import type { Counters } from './counters.ts';
import { countsOf, processesOf } from './desk.ts';
import type { DeskDoors, DeskProcess } from './desk.ts';

/** What is always in view. */
export interface Status {
  /** Absent: nobody gave this sandbox a token of the desk. `isFresh` false: the desk does not answer, these are the last. */
  counters?: Counters & { isFresh: boolean };
  faults: Fault[];
  crowd: Pace;
  /** On whose phones the desk is typing, as `<platform>/<customer>`. */
  typing: string[];
  /** Absent: there is no supervisor to kill them. */
  processes?: DeskProcess[];
}

export function createStatus(
  { world, faults, phones }: Pick<ControlParts, 'world' | 'faults' | 'phones'>,
  crowd: RunningCrowd,
  desk: DeskDoors,
): () => Promise<Status> {
  let last: Counters = { accepted: 0, applied: 0, lost: 0, doubled: 0 };

  const counters = async (): Promise<Status['counters']> => {
    if (desk.token === undefined) return undefined;
    // In this order: what comes in between is in the desk's count only, and so never looks lost.
    const since = bornAt(world);
    const accepted = acceptedIn(world, since);
    const ledger = [...world.tables.ledger.values()].filter(({ at }) => at >= since);
    const counts = await countsOf(desk, since);
    if (counts) last = countersOf(accepted, ledger, counts);
    const total = [...accepted.values()].reduce((sum, it) => sum + it, 0);
    return { ...last, accepted: total, isFresh: counts !== undefined };
  };

  return async () => {
    const [counted, processes] = await Promise.all([counters(), processesOf(desk)]);
    return {
      ...(counted && { counters: counted }),
      faults: faults.list(),
      crowd: crowd.pace(),
      typing: phones.typing().map((key) => key.replace(/\/[^/]*\//, '/')),
      ...(processes && { processes }),
    };
  };
}
