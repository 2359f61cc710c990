/** Event subscriptions: where an organization's notifications go. */
import type { Answer } from '../answer.ts';
import { putAccount } from '../world.ts';
import { noContent, ok, type LinkedInCall } from './call.ts';
import { answersChallenge, webhookOf } from './challenge.ts';
import { badField, badQuery, notAllowed, notFound, RestliError } from './errors.ts';
import { putGrant } from './grants.ts';
import { memberUrn, notificationType, organizationUrn } from './names.ts';
import { keyIn, pageIn, paged, valueIn } from './request.ts';

/** `PUT /eventSubscriptions/{key}` with `{webhook}`: an address that answers a challenge. */
export async function subscribe(call: LinkedInCall): Promise<Answer> {
  checkKey(call);
  const { webhook: url } = call.request.body;
  if (typeof url !== 'string' || !isAddress(url)) {
    throw badField('webhook', 'an https address is needed');
  }
  if (!(await answersChallenge(call.account, url))) {
    throw new RestliError(400, `Webhook ${url} is not validated: it failed the challenge`, {
      code: 'INVALID_WEBHOOK',
    });
  }
  const { world } = call;
  // What happened while the challenge was under way.
  const account = world.account('linkedin', call.account.externalId) ?? call.account;
  const { failingSince: _failingSince, ...webhook } = account.webhook;
  world.commit([
    putAccount({
      ...account,
      webhook: { ...webhook, url, isOn: true, fields: [notificationType] },
    }),
    putGrant({ ...call.grant, isSubscribed: true, isBlocked: false, failedChallenges: 0 }),
  ]);
  return noContent;
}

/** `GET /eventSubscriptions/{key}`. */
export function getSubscription(call: LinkedInCall): Answer {
  checkKey(call);
  if (!call.grant.isSubscribed) throw notFound('eventSubscription');
  return ok(subscriptionOf(call));
}

/** `GET /eventSubscriptions?q=subscriberAndEventType`. */
export function listSubscriptions(call: LinkedInCall): Answer {
  const { request, grant } = call;
  if (valueIn(request, 'q') !== 'subscriberAndEventType') throw badQuery('q');
  if (valueIn(request, 'eventType') !== notificationType) throw badQuery('eventType');
  return ok(paged(grant.isSubscribed ? [subscriptionOf(call)] : [], pageIn(request)));
}

/** `DELETE /eventSubscriptions/{key}`. */
export function unsubscribe(call: LinkedInCall): Answer {
  checkKey(call);
  const { world, account, grant } = call;
  if (!grant.isSubscribed) throw notFound('eventSubscription');
  world.commit([
    putAccount({ ...account, webhook: { ...account.webhook, isOn: false } }),
    putGrant({ ...grant, isSubscribed: false }),
  ]);
  return noContent;
}

const subscriptionOf = ({ parts, account, grant }: LinkedInCall) => ({
  developerApplication: applicationUrn(account.credentials),
  user: memberUrn(account),
  entity: organizationUrn(account),
  eventType: notificationType,
  webhook: webhookOf(parts, account),
  // It ends with what the member agreed to.
  expiresAt: grant.refreshExpiresAt,
});

const applicationUrn = (credentials: Record<string, string>) =>
  `urn:li:developerApplication:${credentials['applicationId'] ?? ''}`;

function checkKey({ account, request }: LinkedInCall): void {
  const names = ['developerApplication', 'user', 'entity', 'eventType'];
  const key = keyIn(request.segments[1] ?? '', names);
  if (key['eventType'] !== notificationType) throw badField('eventType', 'unknown');
  const isOwn =
    key['developerApplication'] === applicationUrn(account.credentials) &&
    key['user'] === memberUrn(account) &&
    key['entity'] === organizationUrn(account);
  if (!isOwn) throw notAllowed('eventSubscriptions of another app, member or organization');
}

/** Only https; what runs on this machine needs none. */
const isAddress = (url: string) =>
  URL.canParse(url) &&
  (url.startsWith('https://') ||
    /^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/.test(url));
