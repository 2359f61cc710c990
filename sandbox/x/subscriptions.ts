/** What of the account goes to which webhook: by activity, or, the older way, everything. */
import type { Answer } from '../answer.ts';
import { isActivity, isEncrypted, scopeFor } from './activities.ts';
import { settle } from './apps.ts';
import { data, ok, textIn, type XCall } from './call.ts';
import { forbidden, invalid, missingScope, XError } from './errors.ts';
import type { XSubscription } from './model.ts';
import { iso } from './objects.ts';
import { known } from './webhooks.ts';

const shown = (account: string, it: XSubscription) => ({
  ...{ subscription_id: it.id, event_type: it.eventType, filter: { user_id: account } },
  ...{ tag: it.tag, webhook_id: it.webhookId },
  ...{ created_at: iso(it.createdAt), updated_at: iso(it.updatedAt) },
});

export function listSubscriptions({ account, app }: XCall): Answer {
  const all = app.subscriptions.map((it) => shown(account.externalId, it));
  return ok({ data: all, meta: { total_subscriptions: all.length } });
}

/** Private activities need the account's own token: without, X refuses. */
export function createSubscription({ world, account, app, isApp, body }: XCall): Answer {
  const eventType = textIn(body, 'event_type');
  const filter = body['filter'];
  const user =
    typeof filter === 'object' && filter !== null && 'user_id' in filter
      ? filter.user_id
      : undefined;
  if (user !== account.externalId) throw invalid('filter.user_id must be the authenticating user');
  if (isEncrypted(eventType))
    throw forbidden('Your app is not enrolled for encrypted chat events', 'client-forbidden');
  if (!isActivity(eventType))
    throw invalid(`event_type: [${eventType}] is not one of the known types`);
  const scope = scopeFor(eventType);
  if (isApp || !app.scopes.includes(scope)) throw missingScope(scope);
  if (app.subscriptions.some((it) => it.eventType === eventType)) {
    throw invalid('DuplicateSubscriptionFailed: the subscription exists already');
  }
  const tag = body['tag'];
  const now = world.now();
  const made: XSubscription = {
    ...{ id: String(world.nextNumber('x-subscription', 2_000_000)), eventType },
    ...{ webhookId: known(app, textIn(body, 'webhook_id')), createdAt: now, updatedAt: now },
    tag: typeof tag === 'string' ? tag : '',
  };
  world.commit(settle(account, { ...app, subscriptions: [...app.subscriptions, made] }));
  return data({ subscription: shown(account.externalId, made) });
}

export function changeSubscription({ world, account, app, ids, body }: XCall): Answer {
  const before = app.subscriptions.find(({ id }) => id === ids[0]);
  if (before === undefined) throw noSubscription(ids[0]);
  const tag = body['tag'];
  const after: XSubscription = {
    ...before,
    ...(body['webhook_id'] !== undefined && { webhookId: known(app, textIn(body, 'webhook_id')) }),
    ...(typeof tag === 'string' && { tag }),
    updatedAt: world.now(),
  };
  const subscriptions = app.subscriptions.map((it) => (it.id === before.id ? after : it));
  world.commit(settle(account, { ...app, subscriptions }));
  return data({ subscription: shown(account.externalId, after) });
}

export function deleteSubscription({ world, account, app, ids }: XCall): Answer {
  const subscriptions = app.subscriptions.filter(({ id }) => id !== ids[0]);
  if (subscriptions.length === app.subscriptions.length) throw noSubscription(ids[0]);
  world.commit(settle(account, { ...app, subscriptions }));
  return data({ deleted: true });
}

const noSubscription = (id = '') =>
  new XError(404, 'Not Found Error', `Could not find subscription with id: [${id}].`, {
    problem: 'resource-not-found',
  });

/** `POST /2/account_activity/webhooks/:id/subscriptions/all` */
export function subscribeAll({ world, account, app, ids }: XCall): Answer {
  const allTo = known(app, ids[0]);
  world.commit(settle(account, { ...app, allTo, events: 'aaa' }));
  return data({ subscribed: true });
}

export const isSubscribedToAll = ({ app, ids }: XCall): Answer =>
  data({ subscribed: app.allTo === known(app, ids[0]) });
