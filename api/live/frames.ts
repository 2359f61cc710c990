/** What goes over the live stream, both ways (docs/live.md). */
import { z } from 'zod';
import { Agent, availability } from '../schemas/agent.ts';
import { id, instant } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';
import { Message, TimelineEntry } from '../schemas/message.ts';
import { Notification } from '../schemas/notification.ts';

const seq = z
  .string()
  .meta({ description: 'Where the stream stands: give the last one to ?since=.' });

const Hello = z.object({
  type: z.literal('hello'),
  seq,
  agentId: id.optional(),
  heartbeatSeconds: z.number(),
});

const Change = z.object({
  type: z.literal('change'),
  seq,
  what: z.string().meta({
    description: 'The last thing that happened: an event’s type, `message`, `team.changed`, …',
  }),
  conversationId: id.optional(),
  conversation: Conversation.optional(),
  messages: z.array(Message).optional(),
  removedMessageIds: z.array(id).optional(),
  timeline: z.array(TimelineEntry).optional(),
  notification: Notification.optional(),
  agent: Agent.optional(),
  target: z.string().optional().meta({ description: 'The id of what else was changed.' }),
  removed: z.object({ conversationId: id }).optional().meta({ description: 'It left your sight.' }),
  isPartial: z.boolean().optional().meta({ description: 'It was too large: read it over REST.' }),
});

export const presenceState = z.enum(['viewing', 'replying', 'noting']);

export const Presence = z.object({
  type: z.literal('presence'),
  conversationId: id,
  agents: z.array(
    z.object({ agentId: id, name: z.string(), state: presenceState, since: instant }),
  ),
  customerTyping: z.boolean().optional(),
});

const Online = z.object({
  type: z.literal('online'),
  agents: z.array(z.object({ agentId: id, availability, isConnected: z.boolean() })),
});

const Reload = z.object({
  type: z.literal('reload'),
  seq,
  reason: z.enum(['too_far_back', 'unknown_seq', 'permissions_changed']),
});

const Pong = z.object({ type: z.literal('pong'), seq: seq.optional() });

export const Frame = z.discriminatedUnion('type', [Hello, Change, Presence, Online, Reload, Pong]);
export type Frame = z.output<typeof Frame>;
export type ChangeFrame = z.output<typeof Change>;
export type PresenceFrame = z.output<typeof Presence>;
export type OnlineFrame = z.output<typeof Online>;
export type ReloadReason = z.output<typeof Reload>['reason'];

/** What a client may say. */
export const Said = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('viewing'), conversationId: id.nullable() }),
  z.strictObject({
    type: z.literal('typing'),
    conversationId: id,
    kind: z.enum(['reply', 'note']).nullable(),
  }),
]);
export type Said = z.output<typeof Said>;

/** A frame may be so long, bytes. */
export const largestFrame = 256 * 1024;
/** What a client says may be so long, bytes. */
export const largestSaid = 4096;

/** Why we end a connection: the code, and all that is told. */
export const ends = {
  stopping: [1001, 'the desk is restarting'],
  failed: [1011, 'something went wrong on our side'],
  tooSlow: [1013, 'too slow'],
  malformed: [4400, 'this is no message of the protocol'],
  unauthenticated: [4401, 'not authenticated any more'],
  tooOften: [4429, 'too many messages'],
} as const satisfies Record<string, readonly [number, string]>;
export type End = keyof typeof ends;
