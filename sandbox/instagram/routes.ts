import type { Answer } from '../answer.ts';
import { feedOf } from '../feed/scene.ts';
import { conversationNode, conversations } from '../meta/conversations.ts';
import { messageNode, messages } from '../meta/messages.ts';
import { moderateConversations } from '../meta/moderate-conversations.ts';
import { permissionsOf } from '../meta/permissions.ts';
import { counted, missing, ok } from '../meta/route.ts';
import type { GraphCall, GraphRoute } from '../meta/route.ts';
import { send } from '../meta/send.ts';
import type { SendParts } from '../meta/send.ts';
import { answerMention, hide, remove, reply } from './comments.ts';
import { loginOf, ownerOf } from './login.ts';
import { commentsOf, mediaOf, publicNode } from './media.ts';
import { allAccountPermissions } from './permissions.ts';
import { profile } from './profile.ts';
import { subscribe, subscriptions, unsubscribe } from './subscriptions.ts';
import { refreshToken } from './tokens.ts';

export function instagramRoutes(parts: SendParts): GraphRoute[] {
  const { world, usage } = parts;
  const feed = feedOf(parts.platform);
  const history = counted(usage);
  const other = () => 'other' as const;
  const past = () => 'history' as const;

  return [
    {
      ...{ method: 'get', path: '/refresh_access_token', endpoint: other },
      handle: ({ account, request }) => refreshToken(world, account, request),
    },
    {
      ...{ method: 'get', path: '/me/permissions', endpoint: other },
      // Only of what a Facebook Login gave is there such a list.
      handle: ({ account }) =>
        loginOf(account) === 'facebook'
          ? permissionsOf(account, allAccountPermissions)
          : missing('me'),
    },
    {
      ...{ method: 'post', path: '/:id/messages' },
      endpoint: ({ request }) => (request.has('message') ? 'send' : 'other'),
      handle: ofOwner((call) => send(parts, call)),
    },
    {
      ...{ method: 'get', path: '/:id/conversations', endpoint: past },
      handle: ofOwner(history(conversations)),
    },
    {
      ...{ method: 'get', path: '/:id/messages', endpoint: past },
      handle: history((call) => messages(call, call.id)),
    },
    {
      ...{ method: 'get', path: '/:id/subscribed_apps', endpoint: other },
      handle: ofOwner(({ account }) => subscriptions(account)),
    },
    {
      ...{ method: 'post', path: '/:id/subscribed_apps', endpoint: other },
      handle: ofOwner(({ account, request }) => subscribe(world, account, request)),
    },
    {
      ...{ method: 'delete', path: '/:id/subscribed_apps', endpoint: other },
      handle: ofOwner(({ account }) => unsubscribe(world, account)),
    },
    {
      ...{ method: 'get', path: '/:id/media', endpoint: past },
      handle: ofAccount((call) => ok(mediaOf(call))),
    },
    {
      ...{ method: 'post', path: '/:id/mentions', endpoint: () => 'send' },
      handle: ofAccount((call) => answerMention(call, feed)),
    },
    ...(['comments', 'replies'] as const).flatMap((edge): GraphRoute[] => [
      {
        ...{ method: 'get', path: `/:id/${edge}`, endpoint: past },
        handle: (call) => ok(commentsOf(call, edge)),
      },
      {
        ...{ method: 'post', path: `/:id/${edge}`, endpoint: () => 'send' },
        handle: (call) => reply(call, feed, edge),
      },
    ]),
    {
      ...{ method: 'post', path: '/:id/moderate_conversations', endpoint: other },
      handle: ofPage(moderateConversations),
    },
    { method: 'post', path: '/:id', endpoint: other, handle: (call) => hide(call, feed) },
    { method: 'delete', path: '/:id', endpoint: other, handle: (call) => remove(call, feed) },
    {
      ...{ method: 'get', path: '/:id' },
      endpoint: (call) => (isInHistory(call) ? 'history' : 'profile'),
      handle: (call) =>
        isInHistory(call)
          ? history(() => conversationNode(call, call.id) ?? messageNode(call, call.id))(call)
          : ok(publicNode(call) ?? profile(call) ?? missing(call.id)),
    },
  ];
}

/** A token opens one account only: as itself, or as the page that it is linked to. */
const ofOwner = (handle: GraphRoute['handle']) => (call: GraphCall) =>
  call.id === 'me' || call.id === ownerOf(call.account) ? handle(call) : missing(call.id);

/** What a Page's token alone opens. */
const ofPage = (handle: GraphRoute['handle']) => (call: GraphCall) =>
  loginOf(call.account) === 'facebook' ? ofOwner(handle)(call) : missing(call.id);

const ofAccount = (handle: (call: GraphCall) => Answer) => (call: GraphCall) =>
  call.id === call.account.externalId || (call.id === 'me' && loginOf(call.account) === 'instagram')
    ? handle(call)
    : missing(call.id);

const isInHistory = (call: GraphCall) =>
  (conversationNode({ ...call, request: withoutFields }, call.id) ??
    call.world.message('instagram', call.account.externalId, call.id)) !== undefined;

const withoutFields = {
  bearer: undefined,
  text: () => undefined,
  value: () => undefined,
  has: () => false,
};
