/** `/2/webhooks`: registered with a challenge, tried again by PUT. */
import type { Answer } from '../answer.ts';
import { appOf, settle } from './apps.ts';
import { data, ok, textIn, type XCall } from './call.ts';
import { crcOf, validate } from './challenge.ts';
import { invalid, XError } from './errors.ts';
import type { XApp, XWebhook } from './model.ts';
import { iso } from './objects.ts';

const mostWebhooks = 5;

const shown = ({ id, url, isValid, createdAt }: XWebhook) => ({
  ...{ id, url, valid: isValid, created_at: iso(createdAt) },
});

export function listWebhooks({ app }: XCall): Answer {
  // The one of the portal has no address of its own here.
  const known = app.webhooks.filter(({ url }) => url !== '');
  return ok({ data: known.map(shown), meta: { result_count: known.length } });
}

export async function createWebhook({ world, account, app, body }: XCall): Promise<Answer> {
  const url = textIn(body, 'url');
  if (url.length > 200 || !URL.canParse(url) || !isAllowed(new URL(url))) {
    throw invalid(
      'UrlValidationFailed: the URL must be https, without a port, and at most 200 characters',
    );
  }
  if (app.webhooks.some((it) => it.url === url)) {
    throw invalid('DuplicateUrlFailed: the webhook exists already');
  }
  if (app.webhooks.length >= mostWebhooks) {
    throw new XError(400, 'Invalid Request', 'WebhookLimitExceeded: too many webhooks');
  }
  if ((await crcOf(account, url)) !== 'right') {
    throw invalid('CrcValidationFailed: the webhook did not answer the challenge');
  }
  const id = String(world.nextNumber('x-webhook', 14_600));
  const webhook = { id, url, isValid: true, createdAt: world.now() };
  const now = current(world.account('x', account.externalId) ?? account, world);
  world.commit(settle(now.account, { ...now.app, webhooks: [...now.app.webhooks, webhook] }));
  return { status: 201, body: { data: shown(webhook) } };
}

/** X takes https without a port; loopback is let in, as there is nothing else here. */
const isAllowed = ({ protocol, port, hostname }: URL): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+)$/.test(hostname) || (protocol === 'https:' && port === '');

const current = (
  account: XCall['account'],
  world: XCall['world'],
): { account: XCall['account']; app: XApp } => ({
  account,
  app: appOf(world, account),
});

/** Asks the challenge again. */
export async function retryWebhook({ parts, account, app, ids }: XCall): Promise<Answer> {
  const id = known(app, ids[0]);
  return data({ valid: await validate(parts, account.externalId, id) });
}

export function deleteWebhook({ world, account, app, ids }: XCall): Answer {
  const id = known(app, ids[0]);
  const webhooks = app.webhooks.filter((it) => it.id !== id);
  const subscriptions = app.subscriptions.filter(({ webhookId }) => webhookId !== id);
  const { allTo, ...rest } = app;
  const kept = allTo !== undefined && allTo !== id && { allTo };
  world.commit(settle(account, { ...rest, ...kept, webhooks, subscriptions }));
  return data({ deleted: true });
}

/** @throws XError where the app has no such webhook */
export function known({ webhooks }: XApp, id: string | undefined): string {
  if (id !== undefined && webhooks.some((it) => it.id === id)) return id;
  throw new XError(404, 'Not Found Error', `Could not find webhook with id: [${id ?? ''}].`, {
    problem: 'resource-not-found',
  });
}
