import { describe, expect, test } from 'vitest';
import type { Command } from '../../../domain/conversation/items.ts';
import type { Actor } from '../../../domain/conversation/state.ts';
import { aConversation } from './scene.ts';

const assistant: Actor = { type: 'assistant' };
const refused = { status: 'refused', refusal: { code: 'not_for_assistant' } };

const anythingElse: Command[] = [
  { type: 'reply', messageId: 'r', isHuman: false },
  { type: 'reply', messageId: 'r', isHuman: true, isForced: true },
  { type: 'start', messageId: 'r', customerExternalId: 'ada' },
  { type: 'note', messageId: 'n', mentions: [] },
  { type: 'assign', agentId: 'ann' },
  { type: 'skills', skills: [{ kind: 'language', value: 'de' }] },
  { type: 'transfer', teamId: 't', teamName: 'T' },
  { type: 'snooze' },
  { type: 'pending' },
  { type: 'resolve', reason: 'spam' },
  { type: 'drop_draft', draftId: 'd' },
  { type: 'read' },
  { type: 'needs_answer', messageId: 'm1', since: 0 },
  { type: 'release', messageId: 'r' },
  { type: 'send_now', messageId: 'r' },
  { type: 'moved', privateConversationId: 'p', messageId: 'r' },
];

describe('the assistant', () => {
  test.each(anythingElse)('never does $type', (command) => {
    const scene = aConversation();
    const before = scene.now;
    const outcome = scene.asks(1, command, assistant);
    expect(outcome.status).toBe('refused');
    if (command.type !== 'start') expect(outcome).toMatchObject(refused);
    expect(scene.now).toEqual(before);
  });

  test('raises the priority, with its rule as the reason, and never lowers it', () => {
    const scene = aConversation({ priority: 'medium' });
    const raise = { type: 'priority', priority: 'high', why: 'danger' } as const;
    expect(scene.asks(1, raise, assistant).status).toBe('done');
    expect(scene.now.priority).toBe('high');
    expect(scene.written('priority_changed')).toMatchObject([{ reason: 'danger' }]);
    for (const priority of ['high', 'medium', 'low'] as const) {
      expect(scene.asks(2, { type: 'priority', priority }, assistant)).toMatchObject(refused);
    }
  });

  test('leaves the priority alone once a person has set it', () => {
    const scene = aConversation({ priority: 'high' });
    scene.asks(1, { type: 'priority', priority: 'low' });
    const raise = { type: 'priority', priority: 'urgent' } as const;
    expect(scene.asks(2, raise, assistant)).toMatchObject(refused);
    expect(scene.now.priority).toBe('low');
  });

  test('adds tags, takes none away, and brings none back that a person took away', () => {
    const scene = aConversation({ tags: ['vip'] });
    const tags = (add: string[], remove: string[] = []) => ({ type: 'tags' as const, add, remove });
    expect(scene.asks(1, tags(['delivery', 'refund']), assistant).status).toBe('done');
    expect(scene.asks(2, tags([], ['vip']), assistant)).toMatchObject(refused);
    scene.asks(3, tags([], ['refund']));
    expect(scene.asks(4, tags(['refund', 'late']), assistant)).toMatchObject(refused);
    expect(scene.now.tags).toEqual(['delivery', 'vip']);
    scene.asks(5, tags(['refund']));
    scene.asks(6, tags([], ['vip']));
    expect(scene.asks(7, tags(['refund']), assistant).status).toBe('done');
    expect(scene.now.byHand?.tagsTaken).toEqual(['vip']);
  });
});
