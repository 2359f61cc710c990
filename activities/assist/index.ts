/** The activities of the assist workers. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { AssistActivities } from '../types.ts';
import { createSuggest } from './suggest.ts';
import { createTriage } from './triage.ts';

export const createAssistActivities = (deps: { pool: Pool; client: Client }): AssistActivities => ({
  triage: createTriage(deps),
  suggest: createSuggest(deps),
});
