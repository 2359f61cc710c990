/** Every setting of every process, in one place. Nothing else reads `process.env`. */
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';

/** The settings of one process, checked and with their defaults. */
export type Config = ReturnType<typeof toConfig>;

/** What is wrong with the environment: every problem at once, one per line. Never holds a value, as it may be a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The settings cannot be used:\n${problems.map((it) => `  ${it}`).join('\n')}\nSee .env.example.`,
    );
    this.problems = problems;
  }
}

/**
 * Reads the settings. Called once per process, at its start, and handed down from there.
 * @throws ConfigError naming every setting that is missing or wrong.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // `NAME=` in a .env file means "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Coherent.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`));
  }
  try {
    return toConfig(parsed.data, given);
  } catch (error) {
    // envconfig complains of a profile, a certificate or a file it cannot read.
    throw new ConfigError([
      `TEMPORAL_*: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

const whole = (minimum: number, maximum: number) =>
  z.coerce
    .number(`must be a whole number from ${minimum} to ${maximum}`)
    .int(`must be a whole number from ${minimum} to ${maximum}`)
    .min(minimum, `must be at least ${minimum}`)
    .max(maximum, `must be at most ${maximum}`);
const price = z.coerce
  .number('must be a number')
  .min(0, 'must not be negative')
  .max(100_000, 'must be at most 100000')
  .default(0);
const share = z.coerce
  .number('must be a number from 0 to 1')
  .min(0, 'must not be negative')
  .max(1, 'must be at most 1');
const port = (fallback: number) => whole(1, 65_535).default(fallback);
const url = (...schemes: string[]) =>
  z
    .string({ error: (issue) => (issue.input === undefined ? 'is needed' : 'must be a text') })
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
      error: `must be an address that begins with ${schemes.join(' or ')}//`,
    });
const postgresUrl = url('postgres:', 'postgresql:');

/** One or more, parted by commas: the first is in use, the others still count while they are being replaced. */
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((it) => it.trim())
      .filter(Boolean),
  );

const secretKeys = z
  .string('is needed: 32 random bytes, e.g. from `openssl rand -base64 32`')
  .transform((value, context) =>
    value.split(',').map((text) => {
      const key = decodeKey(text.trim());
      if (key.length !== 32)
        context.addIssue('must be 32 bytes, as base64 or hex (several: parted by commas)');
      return key;
    }),
  );

const decodeKey = (text: string) =>
  Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');

/** Settings that @temporalio/envconfig reads by itself (connection, TLS, API key); here so that they are all in one list. */
const temporalClient = {
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_DATA: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_DATA: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: z.string().optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: z.string().optional(),
  TEMPORAL_PROFILE: z.string().optional(),
  TEMPORAL_CONFIG_FILE: z.string().optional(),
};

/** The names, as .env.example explains them; a test compares the two. */
export const Environment = z.object({
  CARELINE_HOME: z.string().default('.careline'),
  CARELINE_RUN_DIR: z.string().default('run'),
  CARELINE_SECRET_KEY: secretKeys,
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),

  PUBLIC_URL: url('http:', 'https:').optional(),
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: port(3000),
  TRUSTED_PROXIES: whole(0, 10).default(0),
  API_HANDOVER_TOKEN: z.string().optional(),
  WEBHOOK_BODY_LIMIT_KB: whole(1, 65_536).default(1024),
  INGEST_QUEUE_LIMIT: whole(1, 1_000_000).default(5000),

  CARELINE_DEMO: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .transform((value) => value === 'true'),
  SESSION_IDLE_HOURS: whole(1, 720).default(12),
  SESSION_MAX_DAYS: whole(1, 365).default(30),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().optional(),
  OIDC_ISSUER: url('https:', 'http:').optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_LABEL: z.string().max(60).default('Single sign-on'),

  FILES_MAX_MB: whole(1, 1024).default(25),
  FILES_FETCH_TIMEOUT_SECONDS: whole(1, 600).default(60),
  FILES_BUCKET: z.string().optional(),
  FILES_BUCKET_ENDPOINT: url('http:', 'https:').optional(),
  FILES_BUCKET_REGION: z.string().default('us-east-1'),
  FILES_BUCKET_ACCESS_KEY_ID: z.string().optional(),
  FILES_BUCKET_SECRET_ACCESS_KEY: z.string().optional(),

  OPENAI_BASE_URL: url('http:', 'https:').default('https://api.openai.com/v1'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_PRICE_IN: price,
  OPENAI_PRICE_OUT: price,
  OPENAI_EMBEDDING_MODEL: z.string().optional(),
  OPENAI_EMBEDDING_FLOOR: share.default(0.5),
  OPENAI_PRICE_EMBEDDING: price,
  KNOWLEDGE_TRUSTED_ORIGINS: list.refine((all) => all.every((it) => URL.parse(it)?.origin === it), {
    error: 'must be origins like https://wiki.example.internal, parted by commas',
  }),

  SANDBOX_HOST: z.string().default('127.0.0.1'),
  SANDBOX_PORT: port(3100),
  SANDBOX_DESK_TOKEN: z.string().optional(),
  SANDBOX_CONTROL_URL: url('http:').optional(),
  SANDBOX_CONTROL_TOKEN: z.string().optional(),

  DATABASE_URL: postgresUrl,
  DATABASE_READ_URL: postgresUrl.optional(),
  DATABASE_POOL_MAX: whole(1, 500).default(10),
  DATABASE_STATEMENT_TIMEOUT_MS: whole(100, 600_000).default(10_000),
  POSTGRES_PORT: port(5433),

  ...temporalClient,
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  TEMPORAL_UI_URL: url('http:', 'https:').optional(),
  TASK_QUEUE_PREFIX: z.string().min(1, 'must not be empty').default('careline'),
  MAX_CACHED_WORKFLOWS: whole(1, 100_000).default(2_000),
  WORKFLOW_MAX_ITEMS: whole(1, 10_000).default(500),

  REPLY_HOLD_AFTER_MINUTES: whole(1, 10_080).default(30),
  REOPEN_WINDOW_HOURS: whole(0, 8760).default(72),
  POLL_EVERY_SECONDS: whole(1, 3600).default(2),

  CRM_TRUSTED_ORIGINS: list,

  FACEBOOK_WEBHOOK_SECRET: list,
  INSTAGRAM_WEBHOOK_SECRET: list,
  X_WEBHOOK_SECRET: list,
  LINKEDIN_WEBHOOK_SECRET: list,
  BLUESKY_WEBHOOK_SECRET: list,
  TELEGRAM_WEBHOOK_SECRET: list,
});

/** What holds between settings. The object itself stays free of it, so that others can pick from it. */
const Coherent = Environment.refine(
  (it) => !it.FILES_BUCKET_ACCESS_KEY_ID === !it.FILES_BUCKET_SECRET_ACCESS_KEY,
  {
    path: ['FILES_BUCKET_SECRET_ACCESS_KEY'],
    error: 'goes with FILES_BUCKET_ACCESS_KEY_ID: both or neither',
  },
)
  .refine((it) => !it.SMTP_URL || it.MAIL_FROM, {
    path: ['MAIL_FROM'],
    error: 'is needed with SMTP_URL',
  })
  .refine(
    (it) => !it.OIDC_ISSUER === !it.OIDC_CLIENT_ID && !it.OIDC_ISSUER === !it.OIDC_CLIENT_SECRET,
    {
      path: ['OIDC_ISSUER'],
      error: 'goes with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: all or none',
    },
  )
  .refine((it) => !it.OIDC_ISSUER || isSafe(new URL(it.OIDC_ISSUER)), {
    path: ['OIDC_ISSUER'],
    error: 'must begin with https://',
  });

/** Plain http tells everybody on the way; on this machine there is no way. */
const isSafe = ({ protocol, hostname }: URL) =>
  protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

function toConfig(it: z.infer<typeof Environment>, environment: NodeJS.ProcessEnv) {
  return {
    /** The folder of what one machine keeps: embedded databases, logs, keys. */
    home: resolve(it.CARELINE_HOME),
    runDir: resolve(it.CARELINE_RUN_DIR),
    logLevel: it.LOG_LEVEL,
    /** 32 bytes each: the first seals, all of them open. */
    secretKeys: it.CARELINE_SECRET_KEY,
    /** Where the outside world reaches the api, without a slash at its end. */
    publicUrl: (it.PUBLIC_URL ?? `http://localhost:${it.API_PORT}`).replace(/\/+$/, ''),
    api: {
      host: it.API_HOST,
      port: it.API_PORT,
      /** So many of our own stand before us, each of which adds the address that it was asked from. */
      trustedProxies: it.TRUSTED_PROXIES,
      /** Who holds the port until the desk is up gives it to whoever comes with this. */
      handoverToken: it.API_HANDOVER_TOKEN,
      webhookBodyLimitBytes: it.WEBHOOK_BODY_LIMIT_KB * 1024,
      /** So many webhook events may wait for their commit; beyond it the answer is 503. */
      ingestQueueLimit: it.INGEST_QUEUE_LIMIT,
    },
    /** Anybody may come in as one of the demo's people. */
    demo: it.CARELINE_DEMO,
    sessions: {
      idleSeconds: it.SESSION_IDLE_HOURS * 3600,
      maxSeconds: it.SESSION_MAX_DAYS * 86_400,
    },
    /** undefined: links for logging in are shown to the admin who makes them. */
    mail: it.SMTP_URL === undefined ? undefined : { url: it.SMTP_URL, from: it.MAIL_FROM ?? '' },
    oidc: oidcIn(it),
    files: {
      /** Kept here, but for a desk that has a bucket. */
      folder: join(resolve(it.CARELINE_HOME), 'files'),
      maxBytes: it.FILES_MAX_MB * 1_000_000,
      fetchWithinMs: it.FILES_FETCH_TIMEOUT_SECONDS * 1000,
      s3: bucketIn(it),
    },
    /** Origins of CRMs that may lead to private addresses. */
    crm: { trustedOrigins: it.CRM_TRUSTED_ORIGINS },
    model: modelIn(it),
    embedding: embeddingIn(it),
    /** On the desk's own network: pages may be taken from them as articles. */
    knowledge: { trustedOrigins: it.KNOWLEDGE_TRUSTED_ORIGINS },
    sandbox: { host: it.SANDBOX_HOST, port: it.SANDBOX_PORT },
    database: {
      url: it.DATABASE_URL,
      readUrl: it.DATABASE_READ_URL ?? it.DATABASE_URL,
      poolMax: it.DATABASE_POOL_MAX,
      statementTimeoutMs: it.DATABASE_STATEMENT_TIMEOUT_MS,
      embeddedPort: it.POSTGRES_PORT,
    },
    temporal: {
      ...temporalConnection(it, environment),
      embeddedPort: it.TEMPORAL_PORT,
      embeddedUiPort: it.TEMPORAL_UI_PORT,
      uiUrl: (it.TEMPORAL_UI_URL ?? `http://localhost:${it.TEMPORAL_UI_PORT}`).replace(/\/+$/, ''),
      taskQueuePrefix: it.TASK_QUEUE_PREFIX,
      maxCachedWorkflows: it.MAX_CACHED_WORKFLOWS,
    },
    /** Between two questions for news of one account, on platforms that send none. */
    pollEveryMs: it.POLL_EVERY_SECONDS * 1000,
    conversation: {
      /** Items after which a run continues as new, if Temporal does not suggest it before. */
      maxItems: it.WORKFLOW_MAX_ITEMS,
      replyHoldAfterMinutes: it.REPLY_HOLD_AFTER_MINUTES,
      reopenWindowHours: it.REOPEN_WINDOW_HOURS,
    },
    /** Per platform, the secrets of relay mode; empty: the relay is off. */
    relaySecrets: {
      facebook: it.FACEBOOK_WEBHOOK_SECRET,
      instagram: it.INSTAGRAM_WEBHOOK_SECRET,
      x: it.X_WEBHOOK_SECRET,
      linkedin: it.LINKEDIN_WEBHOOK_SECRET,
      bluesky: it.BLUESKY_WEBHOOK_SECRET,
      telegram: it.TELEGRAM_WEBHOOK_SECRET,
    },
  };
}

/** Who else vouches for people, by OpenID Connect; undefined: nobody. */
function oidcIn(it: z.infer<typeof Environment>) {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = it;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    return undefined;
  }
  return { issuer, clientId, clientSecret, label: it.OIDC_LABEL };
}

/** A language model behind OpenAI's API, whoever serves it; undefined: the assistant does without. */
function modelIn(it: z.infer<typeof Environment>) {
  if (it.OPENAI_MODEL === undefined) return undefined;
  return {
    baseUrl: it.OPENAI_BASE_URL,
    // Servers of one's own often have none.
    apiKey: it.OPENAI_API_KEY ?? 'none',
    name: it.OPENAI_MODEL,
    prices: { in: it.OPENAI_PRICE_IN, out: it.OPENAI_PRICE_OUT },
  };
}

/** What turns texts into vectors, at the same server; undefined: search goes by words alone. */
function embeddingIn(it: z.infer<typeof Environment>) {
  if (it.OPENAI_EMBEDDING_MODEL === undefined) return undefined;
  return {
    baseUrl: it.OPENAI_BASE_URL,
    apiKey: it.OPENAI_API_KEY ?? 'none',
    name: it.OPENAI_EMBEDDING_MODEL,
    prices: { in: it.OPENAI_PRICE_EMBEDDING, out: 0 },
    floor: it.OPENAI_EMBEDDING_FLOOR,
  };
}

/** Where files are kept on S3; undefined: in a folder. */
function bucketIn(it: z.infer<typeof Environment>) {
  const { FILES_BUCKET: bucket, FILES_BUCKET_ENDPOINT: endpoint, FILES_BUCKET_REGION: region } = it;
  const {
    FILES_BUCKET_ACCESS_KEY_ID: accessKeyId,
    FILES_BUCKET_SECRET_ACCESS_KEY: secretAccessKey,
  } = it;
  if (bucket === undefined) return undefined;
  const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined;
  return { bucket, endpoint, region, keys: hasKeys ? { accessKeyId, secretAccessKey } : undefined };
}

/** A connection by the environment or, when a profile or a file is named, by that; else the embedded server. */
function temporalConnection(
  it: z.infer<typeof Environment>,
  environment: NodeJS.ProcessEnv,
): { connection: ClientConnectConfig['connectionOptions']; address: string; namespace: string } {
  const variables = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[0].startsWith('TEMPORAL_') && entry[1] !== undefined,
  );
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: Object.fromEntries(variables),
    // A developer's own default profile must not quietly become the desk's server.
    disableFile: !it.TEMPORAL_PROFILE && !it.TEMPORAL_CONFIG_FILE,
  });
  const address = connectionOptions.address ?? `127.0.0.1:${it.TEMPORAL_PORT}`;
  return {
    connection: { ...connectionOptions, address },
    address,
    namespace: namespace ?? it.TEMPORAL_NAMESPACE,
  };
}
