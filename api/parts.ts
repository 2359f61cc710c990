/** What the api is made of, built once and handed down. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { createConnections, type Connections } from '../crm/connections.ts';
import { kitsOf, type Kits } from '../crm/kits.ts';
import { createFetcher, type Fetcher } from '../files/fetch.ts';
import { pageLimits } from '../assist/knowledge/fetch-page.ts';
import { createLinks, type Links } from '../files/link.ts';
import { storeOf, type FileStore } from '../files/store.ts';
import { createAccounts, type Accounts } from '../ingest/accounts.ts';
import { createDeadLetters, type DeadLetters } from '../ingest/dead-letters.ts';
import { createInbox, type Inbox } from '../ingest/group-commit.ts';
import { createMeaning, type Meaning } from '../assist/embeddings/meaning.ts';
import { createModel, type Model } from '../assist/model/client.ts';
import { createHint } from '../runtime/hint.ts';
import type { PrismaClient } from '../prisma/client/client.ts';
import type { Config } from '../runtime/config.ts';
import { createPool, createPrisma } from '../runtime/database.ts';
import type { Logger } from '../runtime/logger.ts';
import { createTemporalClient } from '../runtime/temporal.ts';
import { createMailer, type Mailer } from './identity/mail.ts';
import { createLive, type Live } from './live/live.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createReachability, type Reachability } from './temporal.ts';

export interface Parts {
  config: Config;
  logger: Logger;
  pool: Pool;
  /** For what only reads; may be a replica and a moment behind. */
  readPool: Pool;
  prisma: PrismaClient;
  temporal: Client;
  reachability: Reachability;
  accounts: Accounts;
  crm: { kits: Kits; connections: Connections };
  inbox: Inbox;
  deadLetters: DeadLetters;
  metrics: Metrics;
  /** What customers and agents attach. */
  store: FileStore;
  links: Links;
  /** Pages that become articles. */
  pages: Fetcher;
  /** undefined: no letters go out. */
  mailer: Mailer | undefined;
  /** undefined: what the assistant needs one for is refused. */
  model: Model | undefined;
  /** undefined: what the desk knows is found by words alone. */
  meaning: Meaning | undefined;
  live: Live;
  close(): Promise<void>;
}

/** The inbox has connections of its own, whose statements end before a platform gives up. */
const inboxPool = { max: 3, statementTimeoutMs: 1_500 };

export function createParts(config: Config, logger: Logger): Parts {
  const { database } = config;
  const pool = createPool(database, { applicationName: 'careline-api', logger });
  const readPool = createPool(database, {
    applicationName: 'careline-api-read',
    readOnly: true,
    logger,
  });
  const ingestPool = createPool(
    { ...database, statementTimeoutMs: inboxPool.statementTimeoutMs },
    { applicationName: 'careline-api-inbox', max: inboxPool.max, logger },
  );
  const prisma = createPrisma(database, { applicationName: 'careline-api-prisma', max: 6 });
  const temporal = createTemporalClient(config.temporal);
  const reachability = createReachability(temporal);
  const accounts = createAccounts({ pool, secretKeys: config.secretKeys, logger });
  const { secretKeys } = config;
  const kits = kitsOf({ pool, trustedOrigins: config.crm.trustedOrigins });
  const crm = { kits, connections: createConnections({ pool, secretKeys, kits }) };
  const deadLetters = createDeadLetters(pool);
  const metrics = createMetrics(pool);
  const store = storeOf(config.files);
  const pages = createFetcher(pageLimits);
  const mailer = config.mail && createMailer(config.mail, logger);
  const live = createLive({ config, pool, logger, registry: metrics.registry });
  const hint = createHint(pool, 'careline_inbox');
  const inbox = createInbox({
    pool: ingestPool,
    queueLimit: config.api.ingestQueueLimit,
    onBadRow: ({ platform, accountId, raw }, error) =>
      deadLetters.add([
        { platform, accountId, reason: 'failed_to_store', detail: error.message, raw },
      ]),
    onCommitted: (_written, duplicates) => {
      if (duplicates > 0) metrics.webhookDuplicates.inc(duplicates);
      hint();
    },
  });
  return {
    config,
    logger,
    pool,
    readPool,
    prisma,
    temporal,
    reachability,
    accounts,
    crm,
    inbox,
    deadLetters,
    metrics,
    store,
    links: createLinks(config.secretKeys),
    pages,
    mailer,
    model: config.model && createModel(config.model),
    meaning: config.embedding && createMeaning(pool, config.embedding),
    live,
    async close() {
      await live.close();
      await mailer?.close();
      store.close();
      await pages.close();
      await inbox.close();
      await reachability.idle();
      await temporal.connection.close();
      await Promise.all([pool.end(), readPool.end(), ingestPool.end(), prisma.$disconnect()]);
    },
  };
}
