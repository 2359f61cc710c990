import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World, WorldChange } from '../world.ts';
import { activities } from './activities.ts';
import type { XApp } from './model.ts';

export const accessTokenLastsMs = 2 * 60 * 60_000;

export const fullScopes = [
  ...['dm.read', 'dm.write', 'tweet.read', 'tweet.write', 'users.read', 'like.read', 'like.write'],
  ...['tweet.moderate.write', 'block.read', 'block.write', 'media.write', 'offline.access'],
];

export const putApp = (it: XApp): WorldChange => ['xApps', it.account, it];

/**
 * The account's app. It begins subscribed to everything at the sandbox's own address for it, as if somebody had clicked it
 * together in the developer portal; the first question about it begins its token's two hours.
 */
export function appOf(world: World, account: Account, firstUrl = ''): XApp {
  const known = world.tables.xApps.get(account.externalId);
  if (known !== undefined) return known;
  const { credentials, externalId } = account;
  const now = world.now();
  const webhookId = String(world.nextNumber('x-webhook', 14_600));
  const fresh: XApp = {
    account: externalId,
    scopes: fullScopes,
    tokens: [{ value: credentials['accessToken'] ?? '', expiresAt: now + accessTokenLastsMs }],
    refreshToken: credentials['refreshToken'] ?? '',
    isRevoked: false,
    webhooks: [{ id: webhookId, url: firstUrl, isValid: true, createdAt: now }],
    subscriptions: activities.map((eventType) => ({
      ...{ id: String(world.nextNumber('x-subscription', 2_000_000)), eventType, webhookId },
      ...{ tag: 'portal', createdAt: now, updatedAt: now },
    })),
    events: 'xaa',
    isSelfServe: true,
  };
  world.commit([putApp(fresh)]);
  return fresh;
}

/** The app as it is now, and where its events go from now on. */
export function settle(account: Account, app: XApp): WorldChange[] {
  const valid = new Map(app.webhooks.map((it) => [it.id, it] as const));
  const reach = (id: string) => valid.get(id)?.isValid === true;
  const arriving = app.subscriptions.filter(({ webhookId }) => reach(webhookId));
  const isAll = app.allTo !== undefined && reach(app.allTo);
  const target = valid.get(isAll ? (app.allTo ?? '') : (arriving.at(-1)?.webhookId ?? ''));
  const { url: _before, ...rest } = account.webhook;
  const fields = isAll ? [...activities] : arriving.map(({ eventType }) => eventType);
  const webhook = {
    ...rest,
    isOn: fields.length > 0,
    fields,
    ...(target !== undefined && target.url !== '' && { url: target.url }),
  };
  return [putApp(app), putAccount({ ...account, webhook })];
}
