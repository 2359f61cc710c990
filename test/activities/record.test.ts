/** The one write of a conversation, done again after a crash, on a real database. */
import type { Pool } from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRecord } from '../../activities/record.ts';
import { loadEvents } from '../../activities/record/log.ts';
import type { RecordInput } from '../../activities/types.ts';
import { fold } from '../../domain/conversation/apply.ts';
import { decide } from '../../domain/conversation/decide.ts';
import type { Recorded } from '../../domain/conversation/events.ts';
import type { Item } from '../../domain/conversation/items.ts';
import { openByCustomer, openTurn } from '../../domain/conversation/opening.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { aroundTheClock, type Priority } from '../../domain/sla.ts';
import { newId } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';
import * as desk from '../dispatch/desk.ts';

let pool: Pool;
let accountId: string;
let threadId: string;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  ({ threadId } = await desk.addThread(pool, accountId, 'ada'));
});

const noon = Date.UTC(2027, 0, 4, 12);
const agentId = newId();

const opened = () => {
  const turn = openTurn(
    {
      ...{
        conversationId: newId(),
        threadId,
        platform: 'facebook',
        accountId,
        customerId: newId(),
      },
      ...{ source: 'dm', requiredSkills: [], priority: 'medium', tags: [], why: 'test' },
      policy: { firstResponseMinutes: 20, resolutionHours: 10, businessHoursOnly: false },
      ...{ reopenWindowMs: 72 * 3_600_000, holdAfterMs: 30 * 60_000 },
    },
    'first:open',
    noon,
    aroundTheClock,
  );
  openByCustomer(turn);
  return { conversation: turn.conversation, entries: turn.recorded };
};

/** What a run comes to that takes these, one after the other. */
const run = (
  begun: { conversation: Conversation; entries: Recorded[] },
  ...items: Item[]
): RecordInput => {
  let { conversation } = begun;
  const entries = [...begun.entries];
  for (const item of items) {
    const decision = decide(conversation, item, aroundTheClock);
    conversation = decision.conversation;
    entries.push(...decision.recorded);
  }
  return { conversation, entries, eventIds: [], commands: [], declinedClaims: [] };
};
const priority = (conversationId: string, to: Priority, minute: number): Item => ({
  ...{ kind: 'command', key: `command:${to}`, at: noon + minute * 60_000 },
  envelope: {
    ...{ commandId: to, conversationId, bodyHash: 'x', at: noon + minute * 60_000 },
    actor: { type: 'agent', id: agentId },
    command: { type: 'priority', priority: to },
  },
});
const logged = (id: string) => loadEvents(pool, id);
const row = async (id: string) =>
  (
    await pool.query<{ version: number; priority: string }>(
      'select version, priority from conversations where id = $1',
      [id],
    )
  ).rows[0];
const record = (input: RecordInput) => createRecord({ pool })(input);

describe('a write that is done again', () => {
  test('changes nothing', async () => {
    const begun = opened();
    const input = run(begun, priority(begun.conversation.id, 'high', 1));
    const first = await record(input);
    const before = await logged(begun.conversation.id);
    expect(await record(input)).toEqual(first);
    expect(await logged(begun.conversation.id)).toEqual(before);
  });

  test('with more in it records the rest', async () => {
    const begun = opened();
    const { id } = begun.conversation;
    await record(run(begun, priority(id, 'high', 1)));
    const whole = run(begun, priority(id, 'high', 1), priority(id, 'urgent', 2));
    await record(whole);
    const log = await logged(id);
    expect(log.map(({ cause }) => cause)).toEqual(whole.entries.map(({ cause }) => cause));
    expect(await row(id)).toEqual({ version: log.length, priority: 'urgent' });
  });

  test('in another order says so: the log tells the workflow’s story', async () => {
    const begun = opened();
    const { id } = begun.conversation;
    await record(run(begun, priority(id, 'high', 1)));
    const other = run(begun, priority(id, 'urgent', 2), priority(id, 'high', 1));
    await record(other);
    const log = await logged(id);
    expect(log.at(-1)?.event.type).toBe('state_corrected');
    expect(fold(log)).toEqual(other.conversation);
    expect(await row(id)).toEqual({ version: log.length, priority: 'high' });
    // And once more, as after one more crash.
    await record(other);
    expect(await logged(id)).toEqual(log);
  });

  test('at another time says so too', async () => {
    const begun = opened();
    const { id } = begun.conversation;
    await record(run(begun, priority(id, 'high', 1)));
    const later = run(begun, priority(id, 'high', 2));
    await record(later);
    const log = await logged(id);
    expect(fold(log)).toEqual(later.conversation);
    expect((await row(id))?.version).toBe(log.length);
  });

  test('by a workflow that missed something writes nothing, and says so', async () => {
    const begun = opened();
    const { id } = begun.conversation;
    const knows = begun.entries.length;
    const from = { conversation: begun.conversation, entries: [] };
    const high = priority(id, 'high', 1);
    const outcome = { status: 'done', conversationId: id } as const;
    const command = { id: newId(), type: 'priority', bodyHash: 'x', outcome };
    await record({ ...run(begun), knows: 0 });
    // Two were recorded, and the worker died before the workflow's history had them.
    const lost = run(from, high, priority(id, 'urgent', 2));
    await record({ ...lost, commands: [command], knows });
    const before = [await logged(id), await row(id)];
    const next = run(from, priority(id, 'low', 3));
    expect(await record({ ...next, knows })).toEqual({
      ...{ status: 'behind', causes: [], commands: [] },
    });
    // One of them comes again with the next.
    const again = run(from, high, priority(id, 'low', 3));
    expect(await record({ ...again, commands: [command], knows })).toEqual({
      ...{ status: 'behind', causes: ['command:high#0'] },
      commands: [{ id: command.id, outcome }],
    });
    expect([await logged(id), await row(id)]).toEqual(before);
    // Caught up with.
    const { conversation } = lost;
    const decided = run({ conversation, entries: [] }, priority(id, 'low', 3));
    await record({ ...decided, knows: knows + 2 });
    expect(fold(await logged(id))).toEqual(decided.conversation);
  });

  test('after what is beside the story, or what it wrote itself, is behind nothing', async () => {
    const begun = opened();
    const { id } = begun.conversation;
    const known = begun.entries.length;
    await record({ ...run(begun), knows: 0 });
    await pool.query(
      `with counted as (update conversations set version = version + 1 where id = $1)
       insert into events (conversation_id, version, type, data, actor, cause, at)
       values ($1, $2, 'receipt_seen', '{}', '{}', 'inbox:9', now())`,
      [id, known + 1],
    );
    const next = run({ conversation: begun.conversation, entries: [] }, priority(id, 'urgent', 2));
    const first = await record({ ...next, knows: known });
    expect(first).toEqual({ status: 'recorded', version: known + 2 });
    expect(await record({ ...next, knows: known })).toEqual(first);
  });

  test('when things have gone on since takes nothing back', async () => {
    const begun = opened();
    const { id } = begun.conversation;
    const first = run(begun, priority(id, 'high', 1));
    await record(first);
    await record(run({ conversation: first.conversation, entries: [] }, priority(id, 'urgent', 2)));
    const before = [await logged(id), await row(id)];
    await record(first);
    expect([await logged(id), await row(id)]).toEqual(before);
    expect((await row(id))?.priority).toBe('urgent');
  });
});
