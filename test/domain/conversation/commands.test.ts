import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../domain/conversation/commands.ts';
import type { Command, CommandOutcome } from '../../../domain/conversation/items.ts';
import { aConversation, ann, ben, minute, refusedWith } from './scene.ts';

const news = (outcome: CommandOutcome) =>
  outcome.status === 'refused' ? (outcome.refusal.newMessageIds ?? []) : [];

describe('a reply written against an older state', () => {
  test('is refused with what is new: customer messages, and others’ replies', () => {
    const scene = aConversation();
    scene.writes(1);
    scene.reply(2, 'r1', {}, ben);
    scene.echo(3, { messageId: 'x1' });
    const outcome = scene.reply(4, 'r2', { lastSeenMessageId: 'm1' });
    expect(refusedWith(outcome)).toBe('stale_reply');
    expect(news(outcome)).toEqual(['m2', 'r1', 'x1']);
    expect(scene.replies()).toEqual(['r1 queued']);
  });

  test.each<[string, Partial<Extract<Command, { type: 'reply' }>>]>([
    ['it was written against the newest', { lastSeenMessageId: 'm2' }],
    ['it is forced', { lastSeenMessageId: 'm1', isForced: true }],
    ['it does not say against what', {}],
  ])('is not refused if %s', (_, more) => {
    const scene = aConversation();
    scene.writes(1);
    expect(refusedWith(scene.reply(2, 'r1', more))).toBe('done');
  });

  test('is not refused for what the same agent wrote, or for notes', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.asks(2, { type: 'note', messageId: 'n1', mentions: [] }, ben);
    scene.asks(3, { type: 'transfer', teamId: 'b', teamName: 'B', messageId: 'n2' }, ben);
    expect(refusedWith(scene.reply(4, 'r2', { lastSeenMessageId: 'm1' }))).toBe('done');
    expect(refusedWith(scene.reply(5, 'r3', { lastSeenMessageId: 'n1' }))).toBe('done');
    expect(refusedWith(scene.reply(5, 'r4', { lastSeenMessageId: 'n2' }))).toBe('done');
  });

  test('is refused if what it names was so long ago that nobody remembers', () => {
    const scene = aConversation();
    for (let index = 1; index <= 40; index += 1) scene.writes(index);
    expect(news(scene.reply(50, 'r1', { lastSeenMessageId: 'm1' }))).toHaveLength(30);
  });
});

describe('a command', () => {
  const envelope = (command: Command, conversationId = 'c1') => ({
    commandId: 'k',
    conversationId,
    actor: ann,
    at: minute(5),
    bodyHash: 'x',
    command,
  });

  test('for another conversation of the thread is refused', () => {
    const refusal = refusalOf(aConversation().now, envelope({ type: 'read' }, 'c0'));
    expect(refusal?.code).toBe('conversation_mismatch');
  });

  test('that starts a conversation learns which one is open, or that it was just closed', () => {
    const start: Command = { type: 'start', messageId: 'r1', customerExternalId: '7' };
    const scene = aConversation();
    expect(refusalOf(scene.now, envelope(start, 'c2'))).toMatchObject({
      code: 'conversation_exists',
      conversationId: 'c1',
    });
    scene.asks(1, { type: 'resolve', reason: 'spam' });
    scene.asks(2, { type: 'close' });
    expect(refusalOf(scene.now, envelope(start, 'c2'))?.code).toBe('conversation_closed');
  });

  test('is answered with the conversation and the message it is about', () => {
    const scene = aConversation();
    expect(scene.reply(1, 'r1')).toEqual({
      status: 'done',
      conversationId: 'c1',
      messageId: 'r1',
    });
    expect(scene.asks(2, { type: 'read' })).toEqual({ status: 'done', conversationId: 'c1' });
  });

  test('carries its actor and its instant into what it writes', () => {
    const scene = aConversation();
    scene.asks(3, { type: 'priority', priority: 'urgent' }, ben);
    const [entry] = scene.log.slice(-1);
    expect(entry).toMatchObject({
      cause: 'command:k1#0',
      at: minute(3),
      actor: ben,
      event: { type: 'priority_changed', from: 'medium', to: 'urgent', reason: 'by_hand' },
    });
  });

  test.each<[string, Command]>([
    ['read when nothing is unread', { type: 'read' }],
    ['a priority it has', { type: 'priority', priority: 'medium' }],
    ['tags it has, or has not', { type: 'tags', add: [], remove: ['none'] }],
    ['taking it from nobody', { type: 'assign', agentId: null }],
  ])('that changes nothing writes nothing: %s', (_, command) => {
    const scene = aConversation();
    scene.asks(1, { type: 'read' });
    const before = scene.now;
    expect(refusedWith(scene.asks(2, command))).toBe('done');
    expect(scene.now).toBe(before);
  });

  test('tags are a sorted set', () => {
    const scene = aConversation({ tags: ['b'] });
    scene.asks(1, { type: 'tags', add: ['c', 'a', 'b'], remove: ['c'] });
    expect(scene.now.tags).toEqual(['a', 'b']);
  });

  test('"read" makes all read, a later message is unread again', () => {
    const scene = aConversation();
    scene.writes(1, { needsAnswer: false });
    expect(scene.now.unread).toBe(2);
    scene.asks(2, { type: 'read' });
    expect(scene.now.unread).toBe(0);
    scene.writes(3);
    expect(scene.now.unread).toBe(1);
  });
});
