/** The activities of the workers that also run workflows. */
import type { Pool } from 'pg';
import { createAnswerGrounds } from './answering/grounds.ts';
import { calendar } from './calendar.ts';
import { createModeration } from './moderation.ts';
import { createOpen, type OpenSettings } from './open.ts';
import { createRecord } from './record.ts';
import { createSettle } from './settle.ts';
import type { ConversationActivities, ModerationActivities } from './types.ts';

export const createConversationActivities = (deps: {
  pool: Pool;
  settings: OpenSettings;
}): ConversationActivities & ModerationActivities => ({
  ...createModeration(deps),
  open: createOpen(deps),
  record: createRecord(deps),
  calendar,
  answerGrounds: createAnswerGrounds(deps),
  settle: createSettle(deps),
});
