/** Who is online and who is in which conversation, as the live stream tells it. */
import { z } from 'zod';
import { presenceState, Presence } from '../live/frames.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { availability } from '../schemas/agent.ts';
import { byId, id, instant } from '../schemas/common.ts';
import { requireConversation } from '../visibility.ts';

const Whereabouts = z
  .object({
    agentId: id,
    name: z.string(),
    availability,
    isConnected: z.boolean(),
    in: z.array(z.object({ conversationId: id, state: presenceState, since: instant })),
  })
  .meta({ id: 'Whereabouts' });

const ConversationPresence = Presence.omit({ type: true }).meta({ id: 'ConversationPresence' });

export function whereaboutsOperations({ pool, live }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/conversations/{conversationId}/presence',
      id: 'getPresence',
      summary: 'Who views a conversation, or writes in it',
      tag: 'Conversations',
      permission: 'conversations.read',
      params: byId('conversationId'),
      answer: ConversationPresence,
      async handle({ params: { conversationId }, caller }) {
        await requireConversation(pool, caller, conversationId);
        const { type: _, ...presence } = await live.presence.in(conversationId);
        return { body: presence };
      },
    }),
    operation({
      method: 'get',
      path: '/presence',
      id: 'listPresence',
      summary:
        'Everybody in service: available, connected, and where, as far as the caller sees it',
      tag: 'Teams and agents',
      permission: 'desk.read',
      answer: z.object({ data: z.array(Whereabouts) }),
      handle: async ({ caller }) => ({ body: { data: await live.presence.everybody(caller) } }),
    }),
  ];
}
