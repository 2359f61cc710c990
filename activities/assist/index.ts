/** The activities of the assist workers. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { Meaning } from '../../assist/embeddings/meaning.ts';
import type { Model } from '../../assist/model/client.ts';
import type { AssistActivities } from '../types.ts';
import { createAnswer } from './answer.ts';
import { createSuggest } from './suggest.ts';
import { createSummarize } from './summarize.ts';
import { createTriage } from './triage.ts';

export const createAssistActivities = (deps: {
  pool: Pool;
  client: Client;
  /** undefined: the assistant does without. */
  model: Model | undefined;
  /** Absent: search goes by words alone. */
  meaning?: Meaning | undefined;
}): AssistActivities => ({
  triage: createTriage(deps),
  answer: createAnswer(deps),
  suggest: createSuggest(deps),
  summarize: createSummarize(deps),
});
