import type { Parts } from '../parts.ts';
import type { CommandParts } from './run.ts';

export const commandParts = ({ pool, temporal, reachability, config }: Parts): CommandParts => ({
  pool,
  temporal,
  reachability,
  taskQueuePrefix: config.temporal.taskQueuePrefix,
  maxItems: config.conversation.maxItems,
});
