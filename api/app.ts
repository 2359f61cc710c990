/** The api, assembled from its parts; it listens in server.ts. */
import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { channels } from '../channels/index.ts';
import { handshake, receiveWebhook } from '../ingest/receive-webhook.ts';
import type { TypingIn } from '../ingest/sort-body.ts';
import { docsRouter } from './docs.ts';
import { healthRouter } from './health.ts';
import { sharedFilesRouter } from './shared-files.ts';
import { spoolOf } from '../files/store.ts';
import { oidcRouter } from './oidc-router.ts';
import { openApiDocument } from './openapi.ts';
import type { Parts } from './parts.ts';
import { notFoundHandler, problemHandler } from './problem.ts';
import { observe } from './observe.ts';
import { apiRouter } from './router.ts';
import { operationsOf } from './routes/index.ts';
import { webRouter } from './web.ts';
import { receiveOfCrm } from './crm-webhooks.ts';
import { webhookRouter } from './webhooks.ts';

export interface AppOptions {
  /** Tests hold every answer against its schema. */
  checksAnswers?: boolean;
  /** Requests of one caller at once. */
  mostUnderWay?: number;
}

export function createApp(parts: Parts, options: AppOptions = {}): Express {
  const { config, logger, metrics, pool, accounts, inbox, deadLetters } = parts;
  const { presence } = parts.live;
  const ingest = {
    channels,
    accounts,
    inbox,
    deadLetters,
    relaySecrets: config.relaySecrets,
    onTyping: (typing: readonly TypingIn[]) => {
      presence.customersType(typing);
    },
  };
  const operations = operationsOf(parts);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.api.trustedProxies);
  app.use(
    '/webhooks',
    webhookRouter({
      receive: receiveWebhook(ingest),
      receiveOfCrm: receiveOfCrm(parts),
      handshake: handshake(ingest),
      bodyLimitBytes: config.api.webhookBodyLimitBytes,
      metrics,
      logger,
    }),
  );
  app.use(observe({ logger, metrics }));
  app.use(helmet());
  app.use(healthRouter(parts));
  app.use(sharedFilesRouter(parts));
  app.use(oidcRouter(parts));
  app.use(docsRouter(openApiDocument(operations)));
  app.use(
    '/api/v1',
    apiRouter({
      pool,
      operations,
      idempotency: { pool, secretKeys: config.secretKeys },
      publicUrl: config.publicUrl,
      uploads: { folder: spoolOf(config.files), maxBytes: config.files.maxBytes },
      ...options,
    }),
  );
  app.use(webRouter(join(import.meta.dirname, '../web/dist')));
  app.use(notFoundHandler);
  app.use(problemHandler(logger));
  return app;
}
