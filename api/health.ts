/** Is this process alive, and can it do its work? */
import { Router } from 'express';
import type { Parts } from './parts.ts';
import { withTimeout } from './with-timeout.ts';

const probeMs = 2_000;

type Verdict = 'up' | 'down';

/** Without PostgreSQL nothing works; without Temporal webhooks and reads still do, so that is told and not refused. */
export function healthRouter({ pool, reachability, metrics }: HealthParts): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'up' });
  });
  router.get('/readyz', async (_request, response) => {
    const [postgres, temporal] = await Promise.all([
      probe(pool.query('select 1')),
      probe(reachability.require()),
    ]);
    const dependencies = { postgres, temporal };
    const degraded = Object.entries(dependencies).flatMap(([name, it]) =>
      it === 'down' ? [name] : [],
    );
    const isReady = postgres === 'up';
    response.setHeader('cache-control', 'no-store');
    response.status(isReady ? 200 : 503).json({ ready: isReady, dependencies, degraded });
  });
  router.get('/metrics', async (_request, response) => {
    response.setHeader('content-type', metrics.registry.contentType);
    response.end(await metrics.registry.metrics());
  });
  return router;
}

type HealthParts = Pick<Parts, 'pool' | 'reachability' | 'metrics'>;

const probe = (work: Promise<unknown>): Promise<Verdict> =>
  withTimeout(work, probeMs).then(
    () => 'up',
    () => 'down',
  );
