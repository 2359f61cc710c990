import type { Pool } from 'pg';
import type { ChannelAccount, Credentials, PlatformName } from '../channels/channel.ts';
import type { Logger } from '../runtime/logger.ts';
import { open } from '../runtime/secrets.ts';

/** An account with what the desk keeps about it. */
export interface DeskAccount extends ChannelAccount {
  name: string;
  /** messages | comments | reviews: what is not among them is ignored. None where the workspace has the platform off. */
  features: string[];
  /** Webhooks come signed by a relay, not by the platform. */
  relay: boolean;
  /** active | paused | needs_attention */
  status: string;
}

export interface Accounts {
  byPlatform(platform: PlatformName): Promise<DeskAccount[]>;
  byExternalId(platform: PlatformName, externalId: string): Promise<DeskAccount | undefined>;
  byId(id: string): Promise<DeskAccount | undefined>;
  /** What is asked for next is read anew. */
  invalidate(): void;
}

interface Row {
  id: string;
  platform: PlatformName;
  name: string;
  external_id: string;
  base_url: string | null;
  secrets: string;
  relay: boolean;
  features: string[];
  status: string;
  human_agent_approved: boolean;
  mark_as_read: boolean;
  /** Those that the workspace takes; null: all. */
  platforms: string[] | null;
}

type Loaded = ReturnType<typeof indexed>;

/**
 * The accounts with their secrets opened, read at most every two seconds.
 * Its methods throw when they have to be read and the database does not answer.
 */
export function createAccounts(options: {
  pool: Pool;
  secretKeys: readonly Buffer[];
  logger?: Logger;
  /** ms */
  maxAge?: number;
}): Accounts {
  const { pool, secretKeys, logger, maxAge = 2_000 } = options;
  let loading: Promise<Loaded> | undefined;
  let loadedAt = 0;

  const load = async (): Promise<Loaded> => {
    const { rows } = await pool.query<Row>(
      `select id, platform, name, external_id, base_url, secrets, relay, features, status, human_agent_approved, mark_as_read,
              (select data->'platforms' from settings where id = 1) as platforms
         from accounts order by id`,
    );
    return indexed(rows.map((row) => unsealed(row, secretKeys, logger)));
  };
  const loaded = (): Promise<Loaded> => {
    const now = Date.now();
    if (loading && now - loadedAt < maxAge) return loading;
    loadedAt = now;
    const attempt = load();
    loading = attempt;
    // A failure is told to those who wait for it, and not kept for those who come later.
    attempt.catch(() => {
      if (loading === attempt) loading = undefined;
    });
    return attempt;
  };

  return {
    byPlatform: async (platform) => (await loaded()).byPlatform.get(platform) ?? [],
    byExternalId: async (platform, externalId) =>
      (await loaded()).byExternalId.get(`${platform}/${externalId}`),
    async byId(id) {
      const known = (await loaded()).byId.get(id);
      if (known) return known;
      // Ids are our own: one that is not known was connected since.
      loading = undefined;
      return (await loaded()).byId.get(id);
    },
    invalidate: () => {
      loading = undefined;
    },
  };
}

const indexed = (accounts: DeskAccount[]) => ({
  byId: new Map(accounts.map((account) => [account.id, account])),
  byExternalId: new Map(accounts.map((it) => [`${it.platform}/${it.externalId}`, it])),
  byPlatform: Map.groupBy(accounts, ({ platform }) => platform),
});

function unsealed(row: Row, keys: readonly Buffer[], logger: Logger | undefined): DeskAccount {
  return {
    id: row.id,
    platform: row.platform,
    name: row.name,
    externalId: row.external_id,
    ...(row.base_url === null ? {} : { baseUrl: row.base_url.replace(/\/+$/, '') }),
    humanAgentApproved: row.human_agent_approved,
    marksAsRead: row.mark_as_read,
    features: row.platforms?.includes(row.platform) === false ? [] : row.features,
    relay: row.relay,
    status: row.status,
    ...secretsOf(row, keys, logger),
  };
}

/** One account that no key of ours opens vouches for nothing; the others are not to suffer from it. */
function secretsOf(
  row: Row,
  keys: readonly Buffer[],
  logger: Logger | undefined,
): { credentials: Credentials; webhookSecrets: string[] } {
  try {
    return open(keys, row.secrets);
  } catch (error) {
    logger?.error({ err: error, accountId: row.id }, "an account's secrets cannot be opened");
    return { credentials: {}, webhookSecrets: [] };
  }
}
