import type { Logger } from '../../runtime/logger.ts';
import type { Account, InboxLogLine, WebhookEvent } from '../model.ts';
import type { Platform } from '../platform.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import type { PostOutcome } from './post.ts';
import { webhookKey } from './queue.ts';

export interface Outcomes {
  acknowledged(event: WebhookEvent, attempts: number): void;
  /** What becomes of an event that the desk did not take. */
  failed(event: WebhookEvent, account: Account, outcome: PostOutcome): 'retry' | 'dropped';
}

/** Writes down how deliveries end, and gives up as the platforms do. */
export function createOutcomes(parts: {
  world: World;
  platformOf: (name: Account['platform']) => Platform;
  log: Logger;
}): Outcomes {
  const { world, platformOf, log } = parts;

  return {
    acknowledged(event, attempts) {
      const key = webhookKey(event.seq);
      if (!world.tables.webhooks.has(key)) return;
      const { payload: _payload, ...known } = event;
      const line: InboxLogLine = { ...known, ackedAt: world.now(), attempts };
      const account = world.account(event.platform, event.account);
      world.commit([
        ['webhooks', key, null],
        ['inboxLog', key, line],
        ...(account?.webhook.failingSince === undefined ? [] : [putAccount(healthy(account))]),
      ]);
    },

    failed(event, { platform, externalId }, outcome) {
      const account = world.account(platform, externalId);
      const policy = platformOf(platform).delivery;
      const now = world.now();
      if (account === undefined) return 'dropped';
      if (policy.expiresAfter !== undefined && now - event.sentAt > policy.expiresAfter) {
        log.warn({ eventKey: event.eventKey }, 'a webhook expired undelivered');
        world.commit([['webhooks', webhookKey(event.seq), null]]);
        return 'dropped';
      }
      const failingSince = account.webhook.failingSince ?? now;
      if (policy.givesUpAfter !== undefined && now - failingSince > policy.givesUpAfter) {
        unsubscribe(account);
        return 'dropped';
      }
      const message = describe(outcome);
      if (
        account.webhook.failingSince === undefined ||
        account.webhook.lastError?.message !== message
      ) {
        const lastError = { at: now, message };
        world.commit([
          putAccount({ ...account, webhook: { ...account.webhook, failingSince, lastError } }),
        ]);
      }
      return 'retry';
    },
  };

  function unsubscribe(account: Account) {
    const lost = [...world.tables.webhooks].filter(
      ([, it]) => it.platform === account.platform && it.account === account.externalId,
    );
    log.warn(
      { account: account.externalId, lost: lost.length },
      'webhooks failed for too long: the app is unsubscribed from the page',
    );
    world.commit([
      putAccount({ ...healthy(account), webhook: { ...healthy(account).webhook, isOn: false } }),
      ...lost.map(([key]) => ['webhooks', key, null] as const),
    ]);
  }
}

function healthy(account: Account): Account {
  const { failingSince: _failingSince, ...webhook } = account.webhook;
  return { ...account, webhook };
}

const describe = (outcome: PostOutcome) =>
  outcome.kind === 'answered'
    ? `Wrong response from the webhook: ${outcome.status}`
    : `Connection failed: ${outcome.reason}`;
