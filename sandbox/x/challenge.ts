import { randomUUID } from 'node:crypto';
import type { Account } from '../model.ts';
import type { SiteParts } from '../site.ts';
import { appOf, settle } from './apps.ts';
import { isSame } from './authenticate.ts';
import type { XWebhook } from './model.ts';
import { signatureOf } from './sign.ts';

const answerWithinMs = 3_000;
const everyMs = 60 * 60_000;
const patienceMs = 28 * 60 * 60_000;

/** `wrong`: what is there does not know the secret; `absent`: nothing answered, or it is out of order. */
export type Crc = 'right' | 'wrong' | 'absent';

/** X's Challenge-Response Check of an address. */
export async function crcOf(account: Account, address: string): Promise<Crc> {
  const token = randomUUID();
  const url = new URL(address);
  url.searchParams.set('crc_token', token);
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (answer.status >= 400) return 'absent';
    if (answer.status !== 200) return 'wrong';
    const body = (await answer.json()) as { response_token?: unknown };
    const expected = signatureOf(account.credentials['consumerSecret'] ?? '', token);
    const given = body.response_token;
    return typeof given === 'string' && isSame(expected, given) ? 'right' : 'wrong';
  } catch (error) {
    // No JSON is a wrong answer; everything else is none.
    return error instanceof SyntaxError ? 'wrong' : 'absent';
  }
}

type Parts = Pick<SiteParts, 'world'>;

/** Asks, and writes down what it means for the webhook: a wrong answer ends it at once, none after 28 hours. */
export async function validate(
  { world }: Parts,
  externalId: string,
  webhookId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const asked = world.account('x', externalId);
  const target = asked && appOf(world, asked).webhooks.find(({ id }) => id === webhookId);
  if (asked === undefined || target === undefined || target.url === '') return false;
  const crc = await crcOf(asked, target.url);
  const account = world.account('x', externalId);
  if (account === undefined || signal?.aborted === true) return crc === 'right';
  const app = appOf(world, account);
  const after = (it: XWebhook): XWebhook => {
    const { failingSince: before, ...rest } = it;
    if (crc === 'right') return { ...rest, isValid: true };
    const failingSince = before ?? world.now();
    const isOver = crc === 'wrong' || world.now() - failingSince > patienceMs;
    return { ...rest, failingSince, isValid: it.isValid && !isOver };
  };
  const webhooks = app.webhooks.map((it) => (it.id === webhookId ? after(it) : it));
  world.commit(settle(account, { ...app, webhooks }));
  return crc === 'right';
}

/** Every hour, of each webhook that is valid; what it gives ends that. */
export function runChallenges(parts: Parts & Pick<SiteParts, 'clockFactor'>): () => void {
  const { world, clockFactor } = parts;
  const stopped = new AbortController();
  const underWay = new Set<string>();
  const check = async (account: string, id: string) => {
    if (underWay.has(id)) return;
    underWay.add(id);
    await validate(parts, account, id, stopped.signal).finally(() => underWay.delete(id));
  };
  const clock = setInterval(
    () => {
      for (const account of world.accountsOf('x')) {
        for (const { id, url, isValid } of appOf(world, account).webhooks) {
          if (isValid && url !== '') void check(account.externalId, id);
        }
      }
    },
    Math.max(50, everyMs / clockFactor),
  );
  return () => {
    stopped.abort();
    clearInterval(clock);
  };
}
