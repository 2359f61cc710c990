import { z } from 'zod';
import { feedOf } from '../feed/scene.ts';
import { fetchAttachment } from '../meta/attachments.ts';
import { conversationNode, conversations } from '../meta/conversations.ts';
import { GraphError } from '../meta/errors.ts';
import { messageNode, messages } from '../meta/messages.ts';
import { moderateConversations } from '../meta/moderate-conversations.ts';
import { permissionsOf } from '../meta/permissions.ts';
import { counted, missing, ok } from '../meta/route.ts';
import type { GraphCall, GraphRoute } from '../meta/route.ts';
import { send } from '../meta/send.ts';
import type { SendParts } from '../meta/send.ts';
import { block, change, commentsOf, feed, like, publicNode, remove, reply } from './comments.ts';
import { allPagePermissions } from './permissions.ts';
import { profile } from './profile.ts';
import { subscribe, subscriptions, unsubscribe } from './subscriptions.ts';

export function graphRoutes(parts: SendParts): GraphRoute[] {
  const { world, usage } = parts;
  const publicSide = feedOf(parts.platform);
  const history = counted(usage);
  const nodeInHistory = history(
    (call) => conversationNode(call, call.id) ?? messageNode(call, call.id) ?? missing(call.id),
  );

  return [
    {
      method: 'post',
      path: '/:id/messages',
      endpoint: ({ request }) => (request.has('message') ? 'send' : 'other'),
      handle: ofOwnPage((call) => send(parts, call)),
    },
    {
      method: 'post',
      path: '/:id/message_attachments',
      endpoint: () => 'other',
      handle: ofOwnPage(async ({ account, request, url }) => {
        const parsed = Upload.safeParse(request.value('message'));
        if (!parsed.success) throw new GraphError('(#100) Param payload[url] is missing', 100);
        const { type, payload } = parsed.data.attachment;
        const place = { world, account, origin: new URL(url).origin };
        return ok({ attachment_id: (await fetchAttachment(place, type, payload.url)).fileId });
      }),
    },
    {
      method: 'get',
      path: '/:id/conversations',
      endpoint: () => 'history',
      handle: ofOwnPage(history(conversations)),
    },
    {
      method: 'get',
      path: '/:id/messages',
      endpoint: () => 'history',
      handle: history((call) => messages(call, call.id)),
    },
    {
      method: 'get',
      path: '/:id/subscribed_apps',
      endpoint: () => 'other',
      handle: ofOwnPage(({ account }) => subscriptions(account)),
    },
    {
      method: 'post',
      path: '/:id/subscribed_apps',
      endpoint: () => 'other',
      handle: ofOwnPage(({ account, request }) => subscribe(world, account, request)),
    },
    {
      method: 'delete',
      path: '/:id/subscribed_apps',
      endpoint: () => 'other',
      handle: ofOwnPage(({ account }) => unsubscribe(world, account)),
    },
    {
      method: 'get',
      path: '/me/permissions',
      endpoint: () => 'other',
      handle: ({ account }) => permissionsOf(account, allPagePermissions),
    },
    {
      method: 'get',
      path: '/:id/feed',
      endpoint: () => 'history',
      handle: ofOwnPage((call) => ok(feed(call))),
    },
    {
      method: 'get',
      path: '/:id/comments',
      endpoint: () => 'history',
      handle: (call) => ok(commentsOf(call, call.id)),
    },
    {
      method: 'post',
      path: '/:id/comments',
      endpoint: () => 'send',
      handle: (call) => reply(call, publicSide, call.id),
    },
    {
      method: 'post',
      path: '/:id/likes',
      endpoint: () => 'other',
      handle: (call) => like(call, publicSide, call.id, true),
    },
    {
      method: 'delete',
      path: '/:id/likes',
      endpoint: () => 'other',
      handle: (call) => like(call, publicSide, call.id, false),
    },
    {
      method: 'post',
      path: '/:id/blocked',
      endpoint: () => 'other',
      handle: ofOwnPage((call) => block(call, true)),
    },
    {
      method: 'delete',
      path: '/:id/blocked',
      endpoint: () => 'other',
      handle: ofOwnPage((call) => block(call, false)),
    },
    {
      method: 'post',
      path: '/:id/moderate_conversations',
      endpoint: () => 'other',
      handle: ofOwnPage(moderateConversations),
    },
    {
      method: 'post',
      path: '/:id',
      endpoint: () => 'other',
      handle: (call) => change(call, publicSide, call.id),
    },
    {
      method: 'delete',
      path: '/:id',
      endpoint: () => 'other',
      handle: (call) => remove(call, publicSide, call.id),
    },
    {
      method: 'get',
      path: '/:id',
      endpoint: (call) => (isInHistory(call) ? 'history' : 'profile'),
      handle: (call) =>
        isInHistory(call)
          ? nodeInHistory(call)
          : ok(publicNode(call, call.id) ?? profile(call, call.id) ?? missing(call.id)),
    },
  ];
}

const Upload = z.object({
  attachment: z.object({
    type: z.enum(['image', 'video', 'audio', 'file']),
    payload: z.object({ url: z.url({ protocol: /^https?$/ }) }),
  }),
});

/** A page's token opens that page only. */
const ofOwnPage = (handle: GraphRoute['handle']) => (call: GraphCall) =>
  call.id === 'me' || call.id === call.account.externalId ? handle(call) : missing(call.id);

/** Conversations and messages are told from people by their ids. */
const isInHistory = ({ id }: GraphCall) => /^[mt]_/.test(id);
