import type { LinkedInRoute } from './call.ts';
import { getComment, listComments } from './comments.ts';
import { createComment, deleteComment, editComment } from './commenting.ts';
import { getImage, getOrganization, getPerson, getPost, listRoles } from './lookups.ts';
import { listNotifications } from './notifications.ts';
import { getReaction, react, unreact } from './reactions.ts';
import { getSubscription, listSubscriptions, subscribe, unsubscribe } from './subscriptions.ts';
import type { Usage } from './usage.ts';

/** What an app of community managers calls, below `/rest/`. */
export function linkedinRoutes(usage: Usage): LinkedInRoute[] {
  const comments = 'socialActions/*/comments';
  const one = `${comments}/*`;
  const read = { need: 'read', endpoint: 'history' } as const;
  const write = { need: 'write', endpoint: 'other' } as const;
  const administer = { need: 'administer', endpoint: 'other' } as const;
  return [
    {
      ...{ method: 'GET', path: comments, resource: 'socialActions.FINDER', ...read },
      handle: listComments,
    },
    { ...{ method: 'GET', path: one, resource: 'socialActions.GET', ...read }, handle: getComment },
    {
      ...{ method: 'POST', path: comments, resource: 'socialActions.CREATE' },
      ...{ need: 'write', endpoint: 'send' },
      handle: (call) => createComment(call, usage),
    },
    {
      ...{ method: 'POST', path: one, restliMethod: 'PARTIAL_UPDATE' },
      ...{ resource: 'socialActions.PARTIAL_UPDATE', ...write },
      handle: editComment,
    },
    {
      ...{ method: 'DELETE', path: one, resource: 'socialActions.DELETE', ...write },
      handle: deleteComment,
    },
    {
      ...{ method: 'POST', path: 'reactions', resource: 'reactions.CREATE', ...write },
      handle: react,
    },
    {
      ...{ method: 'GET', path: 'reactions/*', resource: 'reactions.GET', ...read },
      handle: getReaction,
    },
    {
      ...{ method: 'DELETE', path: 'reactions/*', resource: 'reactions.DELETE', ...write },
      handle: unreact,
    },
    { ...{ method: 'GET', path: 'posts/*', resource: 'posts.GET', ...read }, handle: getPost },
    { ...{ method: 'GET', path: 'images/*', resource: 'images.GET', ...read }, handle: getImage },
    {
      ...{ method: 'GET', path: 'organizations/*', resource: 'organizations.GET' },
      ...{ need: 'administer', endpoint: 'profile' },
      handle: getOrganization,
    },
    {
      ...{ method: 'GET', path: 'organizationAcls', resource: 'organizationAcls.FINDER' },
      ...{ need: 'roles', endpoint: 'other' },
      handle: listRoles,
    },
    {
      ...{ method: 'GET', path: 'people/*', resource: 'people.GET', endpoint: 'profile' },
      handle: getPerson,
    },
    {
      ...{ method: 'GET', path: 'organizationalEntityNotifications' },
      ...{ resource: 'organizationalEntityNotifications.FINDER' },
      ...{ need: 'administer', endpoint: 'history' },
      handle: listNotifications,
    },
    {
      ...{ method: 'PUT', path: 'eventSubscriptions/*', resource: 'eventSubscriptions.UPDATE' },
      ...administer,
      handle: subscribe,
    },
    {
      ...{ method: 'GET', path: 'eventSubscriptions/*', resource: 'eventSubscriptions.GET' },
      ...administer,
      handle: getSubscription,
    },
    {
      ...{ method: 'GET', path: 'eventSubscriptions', resource: 'eventSubscriptions.FINDER' },
      ...administer,
      handle: listSubscriptions,
    },
    {
      ...{ method: 'DELETE', path: 'eventSubscriptions/*', resource: 'eventSubscriptions.DELETE' },
      ...administer,
      handle: unsubscribe,
    },
  ];
}
