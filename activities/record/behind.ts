/** Whether the log has what the workflow never heard of (docs/decisions, 0024). */
import type { PoolClient } from 'pg';
import { besideTheStory } from '../../domain/conversation/events.ts';
import type { CommandOutcome } from '../../domain/conversation/items.ts';
import type { Behind, RecordInput } from '../types.ts';

/** @param standing how the conversation stands; its row is locked, so that the log does not grow meanwhile */
export async function findBehind(
  client: PoolClient,
  { conversation: { id }, entries, commands, knows }: RecordInput,
  standing: { version: number; known: string[] },
): Promise<Behind | undefined> {
  if (knows === undefined || standing.version <= knows) return undefined;
  const { rowCount } = await client.query({
    name: 'record-behind',
    text: `select from events
            where conversation_id = $1 and version > $2 and type <> all($3::text[]) and cause <> all($4::text[]) limit 1`,
    values: [id, knows, besideTheStory, entries.map(({ cause }) => cause)],
  });
  if (rowCount === 0) return undefined;
  const done = await client.query<{ id: string; outcome: CommandOutcome }>({
    name: 'record-behind-commands',
    text: 'select id, outcome from commands where id = any($1::text[])',
    values: [commands.map((command) => command.id)],
  });
  return { status: 'behind', causes: standing.known, commands: done.rows };
}
