/** What a platform says of an account, and having it send us its events. */
import { z } from 'zod';
import { callbackOf } from '../../accounts/check.ts';
import { askForLook } from '../../accounts/health.ts';
import { NoAnswer } from '../../channels/http.ts';
import { channelOf } from '../../channels/index.ts';
import { ChannelError } from '../../channels/outcome.ts';
import { CareError, notFound } from '../../domain/errors.ts';
import { audited } from '../audit.ts';
import { checkAccount } from '../commands/check-account.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { AccountCheck } from '../schemas/account-check.ts';
import { byId } from '../schemas/common.ts';

const facts = {
  method: 'post',
  tag: 'Accounts',
  permission: 'accounts.manage',
  body: z.strictObject({}),
  answer: AccountCheck,
} as const;
const askMs = 8_000;

export function accountLife(parts: Parts): Operation[] {
  const { prisma, pool, accounts } = parts;
  return [
    operation({
      ...facts,
      path: '/accounts/{accountId}/check',
      id: 'checkAccount',
      summary:
        'Ask the platform whose token it is, what it may do, and whether its events come here',
      params: byId('accountId'),
      async handle({ params: { accountId }, caller }) {
        const body = await checkAccount(parts, accountId);
        if (body.isWorking) {
          // What had stopped because of a dead token goes on.
          await audited(prisma, caller, 'account.checked', async (tx) => {
            const { count } = await tx.account.updateMany({
              where: { id: accountId, status: 'needs_attention' },
              data: { status: 'active', version: { increment: 1 }, updatedAt: new Date() },
            });
            return { target: accountId, data: { isRevived: count > 0 }, result: undefined };
          });
          accounts.invalidate();
        }
        // What is kept of its health follows what was just seen.
        await askForLook(pool, accountId);
        return { body };
      },
    }),
    operation({
      ...facts,
      path: '/accounts/{accountId}/subscribe',
      id: 'subscribeAccount',
      summary: 'Have the platform send this account’s events here; done twice harmlessly',
      params: byId('accountId'),
      async handle({ params: { accountId }, caller }) {
        const account = await accounts.byId(accountId);
        const channel = account && channelOf(account.platform);
        if (!account || !channel) throw notFound('account');
        const { title } = channel.capabilities;
        if (!channel.life.subscribe) {
          throw new CareError(
            'invalid_request',
            `${title} sends no events: the desk asks for them.`,
          );
        }
        const callback = callbackOf(parts.config.publicUrl, account);
        try {
          await channel.life.subscribe(account, callback, { deadline: Date.now() + askMs });
        } catch (error) {
          throw refusalOf(title, error);
        }
        await audited(prisma, caller, 'account.subscribed', () =>
          Promise.resolve({ target: accountId, data: { callback }, result: undefined }),
        );
        await askForLook(pool, accountId);
        return { body: await checkAccount(parts, accountId) };
      },
    }),
  ];
}

/** What the platform said is told as it is: whoever connects an account has to act on it. */
function refusalOf(title: string, error: unknown): unknown {
  if (error instanceof ChannelError) {
    return new CareError('invalid_request', `${title} refused: ${error.message}.`);
  }
  if (error instanceof NoAnswer) {
    return new CareError('temporarily_unavailable', `${title} did not answer: ${error.message}.`, {
      retryAfterSeconds: 5,
    });
  }
  return error;
}
