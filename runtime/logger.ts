import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger } from 'pino';

/** Names under which something secret may sit in a logged object, at the top or one level down. */
const secretNames = [
  'authorization',
  'cookie',
  'token',
  'accessToken',
  'botToken',
  'pageAccessToken',
  'appSecret',
  'verifyToken',
  'apiKey',
  'password',
  'appPassword',
  'passwordHash',
  'clientSecret',
  'SMTP_URL',
  'OPENAI_API_KEY',
  'secret',
  'secretKey',
  'secretKeys',
  'secretAccessKey',
  'secrets',
  'webhookSecrets',
  'credentials',
  'signature',
  'DATABASE_URL',
];

/** PostgreSQL names the values of a row that it refuses: a customer's, who may be erased from everywhere but a log. */
function withoutValues(error: Error): unknown {
  const { detail: _, where: _where, ...told } = pino.stdSerializers.err(error);
  return told;
}

/** JSON lines on stdout, each with the role that wrote it; what is secret by its name is never written. */
export function createLogger(role: string, level: string): Logger {
  return pino({
    name: role,
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: withoutValues },
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        ...secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        'req.headers["x-webhook-signature"]',
        'req.headers["x-hub-signature-256"]',
        'req.headers["x-telegram-bot-api-secret-token"]',
      ],
      censor: '[secret]',
    },
  });
}
