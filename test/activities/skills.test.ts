/** Which skills are proposed for a conversation in the queue, on a real database. */
import type { Pool } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { assistFacts } from '../../activities/assist/facts.ts';
import { skillProposal } from '../../activities/assist/skills.ts';
import { triageOf } from '../../domain/assist/triage.ts';
import { newId } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';
import * as desk from '../dispatch/desk.ts';

let pool: Pool;
let id: string;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  const accountId = await desk.emptyDesk(pool);
  await desk.addAgent(pool, { skills: '[{"kind":"language","value":"de"}]' });
  const thread = await desk.addThread(pool, accountId, 'ada');
  id = await desk.addConversation(pool, thread, { waiting_since: new Date() });
});

const german = { kind: 'language', value: 'de' } as const;
const triage = triageOf({ text: 'Wo bleibt meine Bestellung?', language: 'de' });
const proposed = async () => {
  const facts = await assistFacts(pool, id);
  return facts && (await skillProposal(pool, facts, triage));
};
const set = (columns: string) => pool.query(`update conversations set ${columns}`);

test('what the message needs and nobody asked for is proposed while it waits', async () => {
  expect(await proposed()).toMatchObject({ kind: 'skills', value: [german] });
});

test.each([
  ['somebody has it', () => set('waiting_since = null')],
  ['it asks for it already', () => set(`required_skills = '[{"kind":"language","value":"de"}]'`)],
  ['nobody there speaks it', () => pool.query(`update agents set availability = 'away'`)],
  [
    'somebody has decided about it',
    () =>
      desk.insert(pool, 'proposals', {
        ...{ id: newId(), conversation_id: id, kind: 'skills', value: '[]', reasons: '[]' },
        status: 'declined',
      }),
  ],
  [
    'somebody has moved it to another team',
    () =>
      pool.query(
        `insert into events (conversation_id, version, cause, type, data, actor, at)
         values ($1, 2, 'x', 'transferred', '{}', '{"type":"agent"}', now())`,
        [id],
      ),
  ],
  [
    'it is switched off',
    () => desk.insert(pool, 'settings', { id: 1, data: '{"assist":{"skills":"off"}}' }),
  ],
])('nothing is proposed where %s', async (_, happens) => {
  await happens();
  expect(await proposed()).toBeUndefined();
});
