import { expect, test } from 'vitest';
import { aroundTheClock, type SlaPolicy } from '../../../domain/sla.ts';
import { decide } from '../../../domain/conversation/decide.ts';
import { openByCustomer, openTurn, type Opening } from '../../../domain/conversation/opening.ts';
import type { Command, Item } from '../../../domain/conversation/items.ts';
import type { Actor, Conversation } from '../../../domain/conversation/state.ts';

const usual: SlaPolicy = {
  ...{ id: 'usual', name: 'Usual', firstResponseMinutes: 60, resolutionHours: 48 },
  businessHoursOnly: false,
};
const gold: SlaPolicy = { ...usual, id: 'gold', name: 'Gold', resolutionHours: 4 };
const opening: Opening = {
  ...{ conversationId: 'c', threadId: 't', platform: 'telegram', accountId: 'a', customerId: 'u' },
  ...{ source: 'dm', requiredSkills: [], priority: 'medium', tags: [], policy: usual, why: 'test' },
  ...{ reopenWindowMs: 1, holdAfterMs: 1 },
};
const opened = (more: Partial<Opening> = {}): Conversation => {
  const turn = openTurn({ ...opening, ...more }, 'k', 0, aroundTheClock);
  openByCustomer(turn, { ...opening, ...more });
  return turn.conversation;
};

let n = 0;
const run = (conversation: Conversation, command: Command, actor: Actor = { type: 'system' }) => {
  n += 1;
  const item: Item = {
    ...{ kind: 'command', key: `command:${String(n)}`, at: 60_000 },
    envelope: {
      ...{ commandId: String(n), conversationId: 'c', actor, at: 60_000, bodyHash: '', command },
    },
  };
  return decide(conversation, item, aroundTheClock);
};
const types = (decision: ReturnType<typeof run>) =>
  decision.recorded.map(({ event }) => event.type);

test('a tier that is heard of later re-dates what is open, from the original start, with the reason', () => {
  const decision = run(opened(), { type: 'tier', tier: 'gold', policy: gold, priority: 'high' });
  expect(types(decision)).toEqual(['tier_changed', 'priority_changed', 'commitment_redated']);
  expect(decision.recorded[2]?.event).toMatchObject({ reason: 'tier gold', dueAt: 4 * 3_600_000 });
  expect(decision.conversation).toMatchObject({ priority: 'high', policy: { name: 'Gold' } });
  // The same once more changes nothing.
  const again = run(decision.conversation, { type: 'tier', tier: 'gold', policy: gold });
  expect(types(again)).toEqual([]);
});

test('it never undoes what somebody set, and lowers nothing', () => {
  const byHand = run(opened(), { type: 'priority', priority: 'low' }, { type: 'agent', id: 'x' });
  const after = run(byHand.conversation, { type: 'tier', tier: 'gold', priority: 'urgent' });
  expect(after.conversation.priority).toBe('low');
  const lower = run(opened(), { type: 'tier', tier: 'bronze', priority: 'low' });
  expect(types(lower)).toEqual([]);
});

test('a new conversation of a customer with an owner waits for the owner first', () => {
  expect(opened({ ownerId: 'o' })).toMatchObject({ preferredAgentId: 'o', waitingSince: 0 });
  expect(opened().preferredAgentId).toBeUndefined();
});
