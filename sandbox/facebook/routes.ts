import { z } from 'zod';
import type { Answer } from '../answer.ts';
import type { Call } from '../faults.ts';
import { feedOf } from '../feed/scene.ts';
import { conversationNode, conversations } from './conversations.ts';
import { block, change, commentsOf, feed, like, publicNode, remove, reply } from './comments.ts';
import { GraphError, unknownObject } from './errors.ts';
import { messageNode, messages } from './messages.ts';
import type { HistoryCall } from './messages.ts';
import { moderateConversations } from './moderate-conversations.ts';
import { profile } from './profile.ts';
import { saveAttachment, send } from './send.ts';
import type { SendParts } from './send.ts';
import { subscribe, subscriptions, unsubscribe } from './subscriptions.ts';

/** An authenticated call; `id` is the object it is about. */
export interface GraphCall extends HistoryCall {
  id: string;
}

export interface GraphRoute {
  method: 'get' | 'post' | 'delete';
  path: string;
  endpoint: (call: GraphCall) => Call['endpoint'];
  handle: (call: GraphCall) => Answer;
}

export function graphRoutes(parts: SendParts): GraphRoute[] {
  const { world, usage } = parts;
  const publicSide = feedOf(parts.platform);
  const history = (handle: (call: GraphCall) => unknown) => (call: GraphCall) => {
    usage.countHistory(call.account);
    return ok(handle(call));
  };
  const nodeInHistory = history(
    (call) => conversationNode(call, call.id) ?? messageNode(call, call.id) ?? missing(call.id),
  );

  return [
    {
      method: 'post',
      path: '/:id/messages',
      endpoint: ({ request }) => (request.has('message') ? 'send' : 'other'),
      handle: ofOwnPage(({ account, request }) => send(parts, account, request)),
    },
    {
      method: 'post',
      path: '/:id/message_attachments',
      endpoint: () => 'other',
      handle: ofOwnPage(({ request }) => {
        const parsed = Upload.safeParse(request.value('message'));
        if (!parsed.success) throw new GraphError('(#100) Param payload[url] is missing', 100);
        return ok({ attachment_id: saveAttachment(world, parsed.data.attachment.payload.url) });
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
      handle: () =>
        ok({ data: permissions.map((permission) => ({ permission, status: 'granted' })) }),
    },
    {
      method: 'get',
      path: '/:id/feed',
      endpoint: () => 'history',
      handle: ofOwnPage(history(feed)),
    },
    {
      method: 'get',
      path: '/:id/comments',
      endpoint: () => 'history',
      handle: history((call) => commentsOf(call, call.id)),
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

const permissions = [
  'pages_messaging',
  'pages_manage_metadata',
  'pages_read_engagement',
  'pages_read_user_content',
  'pages_manage_engagement',
];

const Upload = z.object({
  attachment: z.object({ payload: z.object({ url: z.url({ protocol: /^https?$/ }) }) }),
});

const ok = (body: unknown): Answer => ({ status: 200, body });

/** A page's token opens that page only. */
const ofOwnPage = (handle: (call: GraphCall) => Answer) => (call: GraphCall) =>
  call.id === 'me' || call.id === call.account.externalId ? handle(call) : missing(call.id);

/** Conversations and messages are told from people by their ids. */
const isInHistory = ({ id }: GraphCall) => /^[mt]_/.test(id);

function missing(id: string): never {
  throw unknownObject(id);
}
