import type { XRoute } from './call.ts';
import { allDirects, directsOf, directsWith, sendDirect } from './directs.ts';
import { getPerson, me } from './people.ts';
import { downloadDirect } from './media.ts';
import { block, deletePost, hide, like, post, unlike } from './posting.ts';
import { getPost, getPosts, mentions, ownPosts } from './posts.ts';
import {
  changeSubscription,
  createSubscription,
  deleteSubscription,
  isSubscribedToAll,
  listSubscriptions,
  subscribeAll,
} from './subscriptions.ts';
import { append, finalize, initialize, uploadStatus } from './uploads.ts';
import { createWebhook, deleteWebhook, listWebhooks, retryWebhook } from './webhooks.ts';

const readDirects = {
  need: ['dm.read', 'tweet.read', 'users.read'],
  limit: 15,
  endpoint: 'history',
} as const;
const readPosts = { need: ['tweet.read', 'users.read'], endpoint: 'history' } as const;
const readPeople = { need: ['users.read', 'tweet.read'], limit: 900, endpoint: 'profile' } as const;
const change = { limit: 50, endpoint: 'other' } as const;
const ofApp = { need: 'app', limit: 450, endpoint: 'other' } as const;
/** docs.x.com, rate limits: these are assumed. */
const bring = { need: ['media.write'], endpoint: 'upload' } as const;
const older = 'account_activity/webhooks/*/subscriptions/all';
const asAccount = { need: ['dm.read', 'tweet.read'], limit: 450, endpoint: 'other' } as const;

/** What a desk calls, below `/2/`. */
export const xRoutes: readonly XRoute[] = [
  { method: 'GET', path: 'dm_events', ...readDirects, handle: allDirects },
  {
    ...{ method: 'GET', path: 'dm_conversations/with/*/dm_events', ...readDirects },
    handle: directsWith,
  },
  { method: 'GET', path: 'dm_conversations/*/dm_events', ...readDirects, handle: directsOf },
  {
    ...{ method: 'POST', path: 'dm_conversations/with/*/messages', endpoint: 'send', limit: 15 },
    ...{ need: ['dm.write', 'dm.read', 'tweet.read', 'users.read'], handle: sendDirect },
  },
  {
    ...{ method: 'POST', path: 'tweets', endpoint: 'send', limit: 100 },
    ...{ need: ['tweet.write', 'tweet.read', 'users.read'], handle: post },
  },
  { method: 'GET', path: 'tweets', ...readPosts, limit: 900, handle: getPosts },
  { method: 'GET', path: 'tweets/*', ...readPosts, limit: 900, handle: getPost },
  { method: 'DELETE', path: 'tweets/*', ...change, need: ['tweet.write'], handle: deletePost },
  {
    method: 'PUT',
    path: 'tweets/*/hidden',
    ...change,
    need: ['tweet.moderate.write'],
    handle: hide,
  },
  { method: 'GET', path: 'media/upload', ...bring, limit: 1000, handle: uploadStatus },
  { method: 'POST', path: 'media/upload/initialize', ...bring, limit: 1875, handle: initialize },
  { method: 'POST', path: 'media/upload/*/append', ...bring, limit: 1875, handle: append },
  { method: 'POST', path: 'media/upload/*/finalize', ...bring, limit: 1875, handle: finalize },
  {
    ...{ method: 'GET', path: 'dm_conversations/media/*/*/*', endpoint: 'download', limit: 180 },
    ...{ need: ['dm.read'], handle: downloadDirect },
  },
  { method: 'GET', path: 'users/me', ...readPeople, limit: 75, handle: me },
  { method: 'GET', path: 'users/*', ...readPeople, handle: getPerson },
  { method: 'GET', path: 'users/*/mentions', ...readPosts, limit: 300, handle: mentions },
  { method: 'GET', path: 'users/*/tweets', ...readPosts, limit: 900, handle: ownPosts },
  { method: 'POST', path: 'users/*/likes', ...change, need: ['like.write'], handle: like },
  { method: 'DELETE', path: 'users/*/likes/*', ...change, need: ['like.write'], handle: unlike },
  {
    method: 'POST',
    path: 'users/*/blocking',
    ...change,
    need: ['block.write'],
    handle: block(true),
  },
  {
    method: 'DELETE',
    path: 'users/*/blocking/*',
    ...change,
    need: ['block.write'],
    handle: block(false),
  },
  { method: 'GET', path: 'webhooks', ...ofApp, handle: listWebhooks },
  { method: 'POST', path: 'webhooks', ...ofApp, handle: createWebhook },
  { method: 'PUT', path: 'webhooks/*', ...ofApp, handle: retryWebhook },
  { method: 'DELETE', path: 'webhooks/*', ...ofApp, handle: deleteWebhook },
  { method: 'GET', path: 'activity/subscriptions', ...ofApp, handle: listSubscriptions },
  { method: 'POST', path: 'activity/subscriptions', ...asAccount, handle: createSubscription },
  { method: 'PUT', path: 'activity/subscriptions/*', ...ofApp, handle: changeSubscription },
  { method: 'DELETE', path: 'activity/subscriptions/*', ...ofApp, handle: deleteSubscription },
  { method: 'POST', path: older, ...asAccount, handle: subscribeAll },
  { method: 'GET', path: older, ...asAccount, handle: isSubscribedToAll },
];
