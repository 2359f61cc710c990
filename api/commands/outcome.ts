/** One of several commands: what came of it, as a value, so that the others' outcomes are told too. */
import type { z } from 'zod';
import { refusalIn } from '../failures.ts';
import { problemOf } from '../problem.ts';
import type { outcome } from '../schemas/action.ts';
import type { Ran } from './run.ts';

export interface Outcome {
  status: 'done' | 'refused' | 'unknown' | 'skipped';
  problem?: z.input<typeof outcome.problem>;
}

/** What is nobody's refusal but a bug is thrown on. */
export async function outcomeOf(run: () => Promise<Ran>): Promise<Outcome> {
  try {
    const { status } = await run();
    return { status };
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal.code === 'internal_error') throw error;
    return { status: 'refused', problem: problemOf(refusal) as Outcome['problem'] };
  }
}
