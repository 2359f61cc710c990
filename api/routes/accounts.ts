import { z } from 'zod';
import { channelOf } from '../../channels/index.ts';
import { askForLook } from '../../accounts/health.ts';
import type { Channel, Credentials, PlatformName } from '../../channels/channel.ts';
import { invalid, notFound } from '../../domain/errors.ts';
import type { Account as AccountRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { seal } from '../../runtime/secrets.ts';
import { atVersion, audited, jsonOf } from '../audit.ts';
import { connectable, offeredBy, requireOffered } from '../commands/connect-account.ts';
import { rotated } from '../commands/rotate-secrets.ts';
import { dense } from '../dense.ts';
import { fieldErrors, invalidRequest } from '../errors.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { livesOf, secretsOf, toAccount, type LifeRows, type Secrets } from '../reads/account.ts';
import { requireReferences } from '../references.ts';
import {
  Account,
  AccountChange,
  credentialsOf,
  NewAccount,
  signingCredential,
} from '../schemas/account.ts';
import { byId, page, paging } from '../schemas/common.ts';

const tag = 'Accounts';

export function accountOperations(parts: Parts): Operation[] {
  const { prisma, pool, config, accounts } = parts;
  const keys = config.secretKeys;
  const shown = (row: AccountRow, life?: LifeRows) => toAccount(row, keys, life);
  return [
    operation({
      method: 'get',
      path: '/accounts',
      id: 'listAccounts',
      summary: 'Pages, bots and profiles that customers write to; never their secrets',
      tag,
      permission: 'desk.read',
      query: z.strictObject(paging),
      answer: page(Account),
      async handle({ query }) {
        const found = await listById(
          query,
          (find) => prisma.account.findMany(find),
          (row) => row,
        );
        const lifeOf = await livesOf(
          prisma,
          found.data.map(({ id }) => id),
        );
        const data = found.data.map((row) => shown(row, lifeOf(row.id)));
        return { body: { ...found, data } };
      },
    }),
    operation({
      method: 'get',
      path: '/accounts/{accountId}',
      id: 'getAccount',
      summary: 'An account',
      tag,
      permission: 'desk.read',
      hasVersion: true,
      params: byId('accountId'),
      answer: Account,
      async handle({ params: { accountId } }) {
        const row = await prisma.account.findUnique({ where: { id: accountId } });
        if (!row) throw notFound('account');
        const lifeOf = await livesOf(prisma, [accountId]);
        return { body: shown(row, lifeOf(accountId)), version: row.version };
      },
    }),
    operation({
      method: 'post',
      path: '/accounts',
      id: 'createAccount',
      summary: 'Connect an account, once its platform has said that it may be',
      tag,
      permission: 'accounts.manage',
      status: 201,
      body: NewAccount,
      answer: Account,
      async handle({ body, caller }) {
        const {
          credentials,
          webhookSecrets,
          skills,
          check,
          features: wanted,
          ...rest
        } = dense(body);
        const channel = requireChannel(rest.platform);
        requireCredentials(rest.platform, credentials, rest.relay ?? false);
        if (wanted) requireOffered(channel, wanted);
        const draft = { ...draftOf(rest), credentials, webhookSecrets };
        const features =
          check && !draft.relay
            ? await connectable(channel, draft, { publicUrl: config.publicUrl, wanted })
            : (wanted ?? offeredBy(channel));
        const row = await audited(prisma, caller, 'account.created', async (tx) => {
          await requireReferences(tx, body);
          const result = await tx.account.create({
            data: {
              id: newId(),
              ...{ ...rest, features },
              ...(skills ? { skills: jsonOf(skills) } : {}),
              secrets: seal(keys, { credentials, webhookSecrets } satisfies Secrets),
            },
          });
          return { target: result.id, data: { ...rest, features, skills }, result };
        });
        accounts.invalidate();
        await askForLook(pool, row.id);
        return { body: shown(row), version: row.version };
      },
    }),
    operation({
      method: 'patch',
      path: '/accounts/{accountId}',
      id: 'changeAccount',
      summary: 'Change an account; a secret is replaced without a gap by a rotation',
      tag,
      permission: 'accounts.manage',
      hasVersion: true,
      params: byId('accountId'),
      body: AccountChange,
      answer: Account,
      async handle({ params: { accountId: id }, body, caller, ifMatch }) {
        const { credentials, webhookSecrets, skills, rotation, ...rest } = dense(body);
        const row = await audited(prisma, caller, 'account.changed', async (tx) => {
          const before = await tx.account.findUnique({ where: { id } });
          if (!before) throw notFound('account');
          await requireReferences(tx, body);
          const channel = channelOf(before.platform as PlatformName);
          if (channel && rest.features) requireOffered(channel, rest.features);
          const old = secretsOf(before, keys);
          const { platform: named, relay } = { ...before, ...rest };
          const signing = signingCredential({ platform: named, relay });
          const given = dense({ credentials, webhookSecrets });
          const secrets = rotated(old, given, { signing, rotation });
          if (credentials) {
            const platform = before.platform as PlatformName;
            requireCredentials(platform, secrets.credentials, rest.relay ?? before.relay);
          }
          await atVersion(ifMatch, before.version, (version) =>
            tx.account.updateMany({
              where: { id, version },
              data: {
                ...rest,
                // A new token is what it waited for; a dead one will say so again.
                ...(credentials && before.status === 'needs_attention' && rest.status === undefined
                  ? { status: 'active' }
                  : {}),
                version: version + 1,
                updatedAt: new Date(),
                ...(skills ? { skills: jsonOf(skills) } : {}),
                ...(credentials || webhookSecrets || rotation
                  ? { secrets: seal(keys, secrets) }
                  : {}),
              },
            }),
          );
          const result = await tx.account.findUniqueOrThrow({ where: { id } });
          const replaced = [...Object.keys(credentials ?? {}), ...namesOf({ webhookSecrets })];
          return { target: id, data: { ...rest, skills, replaced, rotation }, result };
        });
        accounts.invalidate();
        await askForLook(pool, id, { hasNewToken: credentials !== undefined });
        return { body: shown(row), version: row.version };
      },
    }),
    operation({
      method: 'delete',
      path: '/accounts/{accountId}',
      id: 'pauseAccount',
      summary: 'Take an account out of service: nothing is sent from it; its conversations stay',
      tag,
      permission: 'accounts.manage',
      status: 204,
      params: byId('accountId'),
      async handle({ params: { accountId: id }, caller }) {
        await audited(prisma, caller, 'account.paused', async (tx) => {
          const { count } = await tx.account.updateMany({
            where: { id },
            data: { status: 'paused', version: { increment: 1 }, updatedAt: new Date() },
          });
          if (count === 0) throw notFound('account');
          return { target: id, result: undefined };
        });
        accounts.invalidate();
        return {};
      },
    }),
  ];
}

const namesOf = (value: object): string[] => Object.keys(dense(value));

function requireChannel(platform: PlatformName): Channel {
  const channel = channelOf(platform);
  if (!channel) throw invalid('platform', 'is not connected in this release yet');
  return channel;
}

/** An account as its channel sees it, before there is one. */
const draftOf = (given: {
  platform: PlatformName;
  name: string;
  externalId: string;
  baseUrl?: string | null;
  relay?: boolean;
  humanAgentApproved?: boolean;
}) => ({
  ...{ id: '', status: 'active', platform: given.platform, name: given.name },
  ...{ externalId: given.externalId, relay: given.relay ?? false },
  humanAgentApproved: given.humanAgentApproved ?? false,
  ...(typeof given.baseUrl === 'string' && { baseUrl: given.baseUrl }),
});

/** A relay may only pass webhooks on: then nothing can be sent, and no credentials are needed. */
function requireCredentials(
  platform: PlatformName,
  credentials: Credentials,
  isRelay: boolean,
): void {
  const schema = platform in credentialsOf && credentialsOf[platform];
  if (!schema || (isRelay && Object.keys(credentials).length === 0)) return;
  const result = schema.safeParse(credentials);
  if (result.success) return;
  const errors = fieldErrors(result.error.issues, '').map(({ field, message }) => ({
    field: field === '' ? 'credentials' : `credentials.${field}`,
    message,
  }));
  throw invalidRequest(errors);
}
