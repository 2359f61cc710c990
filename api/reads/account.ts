import type { Credentials } from '../../channels/channel.ts';
import type { AccountProblem } from '../../domain/account-life.ts';
import { admissionOf } from '../../domain/pace.ts';
import type {
  Account as AccountRow,
  AccountHealth as AccountHealthRow,
  AccountPace as AccountPaceRow,
  PrismaClient,
} from '../../prisma/client/client.ts';
import { open, SealError } from '../../runtime/secrets.ts';
import { hasOldSecret } from '../commands/rotate-secrets.ts';
import { signingCredential, type AccountJson } from '../schemas/account.ts';
import { iso, isoWhere, present } from './present.ts';

/** What is sealed in an account's row. */
export interface Secrets {
  credentials: Credentials;
  webhookSecrets: string[];
}

/** How it stands with its platform, as the processes found it. */
export interface LifeRows {
  health?: AccountHealthRow | undefined;
  pace?: AccountPaceRow | undefined;
}

export function toAccount(
  row: AccountRow,
  keys: readonly Buffer[],
  { health, pace }: LifeRows = {},
): AccountJson {
  const secrets = secretsOf(row, keys);
  const { credentials, webhookSecrets } = secrets;
  return {
    id: row.id,
    platform: row.platform as AccountJson['platform'],
    name: row.name,
    externalId: row.externalId,
    ...present('baseUrl', row.baseUrl),
    relay: row.relay,
    features: row.features as AccountJson['features'],
    ...present('teamId', row.teamId),
    ...present('slaPolicyId', row.slaPolicyId),
    skills: row.skills as unknown as AccountJson['skills'],
    humanAgentApproved: row.humanAgentApproved,
    markAsRead: row.markAsRead,
    assistEnabled: row.assistEnabled,
    status: row.status as AccountJson['status'],
    credentialNames: Object.keys(credentials).sort(),
    webhookSecretCount: webhookSecrets.length,
    hasOldSecret: hasOldSecret(secrets, signingCredential(row)),
    ...(pace && paceOf(pace, Date.now())),
    ...(health && { health: toHealth(health) }),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}

const toHealth = (row: AccountHealthRow): NonNullable<AccountJson['health']> => ({
  ...present('isWorking', row.isWorking),
  ...present('isSubscribed', row.isSubscribed),
  ...isoWhere('tokenExpiresAt', row.tokenExpiresAt),
  problems: row.problems as unknown as AccountProblem[],
  ...isoWhere('checkedAt', row.checkedAt),
  ...isoWhere('nextCheckAt', row.nextLookAt),
});

function paceOf(row: AccountPaceRow, now: number): Pick<AccountJson, 'pace'> {
  const admission = admissionOf(
    {
      ...{ failures: row.failures, throttles: row.throttles },
      ...(row.notBefore && { notBefore: row.notBefore.getTime() }),
      ...(row.openUntil && { openUntil: row.openUntil.getTime() }),
    },
    now,
  );
  if (admission.may) return {};
  return { pace: { because: admission.because, until: iso(new Date(admission.until)) } };
}

/** Of these accounts, by their ids. */
export async function livesOf(
  prisma: Pick<PrismaClient, 'accountHealth' | 'accountPace'>,
  ids: readonly string[],
): Promise<(id: string) => LifeRows> {
  const where = { accountId: { in: [...ids] } };
  const [healths, paces] = await Promise.all([
    prisma.accountHealth.findMany({ where }),
    prisma.accountPace.findMany({ where }),
  ]);
  return (id) => ({
    health: healths.find(({ accountId }) => accountId === id),
    pace: paces.find(({ accountId }) => accountId === id),
  });
}

/** Sealed with a key that is gone: the account is still listed, so that it can be given new ones. */
export function secretsOf(row: AccountRow, keys: readonly Buffer[]): Secrets {
  try {
    return open<Secrets>(keys, row.secrets);
  } catch (error) {
    if (error instanceof SealError) return { credentials: {}, webhookSecrets: [] };
    throw error;
  }
}
