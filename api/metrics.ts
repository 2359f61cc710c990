/** What Prometheus asks for. Each api process has its own numbers; those of the desk are sampled when asked. */
import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  http: Histogram<'method' | 'operation' | 'status'>;
  webhooks: Counter<'platform' | 'result'>;
  webhookEvents: Counter<'platform' | 'kind'>;
  webhookDuplicates: Counter;
  webhookSeconds: Histogram<'platform'>;
}

const seconds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(pool: Pool): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  sampleDesk(pool, registry);
  return {
    registry,
    http: new Histogram({
      name: 'careline_http_request_seconds',
      help: 'Time until an api request was answered.',
      labelNames: ['method', 'operation', 'status'],
      buckets: seconds,
      registers,
    }),
    webhooks: new Counter({
      name: 'careline_webhook_requests_total',
      help: 'Webhooks by what they were answered.',
      labelNames: ['platform', 'result'],
      registers,
    }),
    webhookEvents: new Counter({
      name: 'careline_webhook_events_total',
      help: 'Parts of accepted webhooks: events, dead letters and what was ignored.',
      labelNames: ['platform', 'kind'],
      registers,
    }),
    webhookDuplicates: new Counter({
      name: 'careline_webhook_duplicates_total',
      help: 'Events that came once more and were in the inbox already.',
      registers,
    }),
    webhookSeconds: new Histogram({
      name: 'careline_webhook_seconds',
      help: 'Time until a webhook was acknowledged.',
      labelNames: ['platform'],
      buckets: seconds,
      registers,
    }),
  };
}

interface Sample {
  name: string;
  value: number;
}

/** Counts on small partial indexes, all in one question. */
const samples = `
  select 'inbox_undispatched' as name, count(*)::int as value from inbox_events where dispatched_at is null
  union all select 'inbox_unapplied', count(*)::int from inbox_events where applied_at is null and dispatched_at is not null
  union all select 'conversations_waiting', count(*)::int from conversations where waiting_since is not null
  union all select 'files_waiting', count(*)::int from files where status = 'waiting'
  union all select 'files_' || status, count(*)::int from files where status in ('failed', 'refused') group by status
  union all select 'claims', count(*)::int from claims
  union all select 'conversations_' || status, count(*)::int from conversations where status <> 'closed' group by status`;

/** A gauge of what the database holds, asked once per scrape and left out while it does not answer. */
function sampleDesk(pool: Pool, registry: Registry): void {
  new Gauge({
    name: 'careline_desk',
    help: 'What the desk holds now: the backlog of the inbox, who waits, what is open.',
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      this.reset();
      try {
        const { rows } = await pool.query<Sample>(samples);
        for (const { name, value } of rows) this.set({ what: name }, value);
      } catch {
        // Without the database there is nothing to say about the desk; the rest is still told.
      }
    },
  });
}
