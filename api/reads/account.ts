import type { Credentials } from '../../channels/channel.ts';
import type { AccountProblem } from '../../domain/account-life.ts';
import type {
  Account as AccountRow,
  AccountHealth as AccountHealthRow,
  PrismaClient,
} from '../../prisma/client/client.ts';
import { open, SealError } from '../../runtime/secrets.ts';
import type { AccountJson } from '../schemas/account.ts';
import { iso, isoWhere, present } from './present.ts';

/** What is sealed in an account's row. */
export interface Secrets {
  credentials: Credentials;
  webhookSecrets: string[];
}

export function toAccount(
  row: AccountRow,
  keys: readonly Buffer[],
  health?: AccountHealthRow,
): AccountJson {
  const { credentials, webhookSecrets } = secretsOf(row, keys);
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
    status: row.status as AccountJson['status'],
    credentialNames: Object.keys(credentials).sort(),
    webhookSecretCount: webhookSecrets.length,
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

/** Of these accounts, by their ids. */
export async function healthsOf(
  prisma: Pick<PrismaClient, 'accountHealth'>,
  ids: readonly string[],
): Promise<Map<string, AccountHealthRow>> {
  const rows = await prisma.accountHealth.findMany({ where: { accountId: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.accountId, row]));
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
