/** Conversations as lines of a file, a page at a time: it may be of any length. */
import type { Pool } from 'pg';
import { csvLine, type Cell } from '../../csv.ts';
import type { Span } from '../../schemas/report.ts';
import { begun, statement } from './cohort.ts';

const pageSize = 1000;

interface Row {
  id: string;
  created_at: Date;
  [column: string]: Cell;
}

/** Their order is that of the columns. */
const columns: Record<string, string> = {
  id: 'c.id',
  platform: 'c.platform',
  source: 'c.source',
  account: 'a.name',
  customer: 'cu.name',
  handle: 'cu.handle',
  language: `coalesce(c.metadata->>'language', cu.language)`,
  status: 'c.status',
  priority: 'c.priority',
  assigned_to: 'ag.name',
  team: 't.name',
  tags: `array_to_string(c.tags, ' ')`,
  created_at: 'c.created_at',
  first_response_at: 'c.answered_at',
  first_response_seconds: 'round(c.seconds::numeric)::int',
  resolved_at: 'c.resolved_at',
  closed_at: 'c.closed_at',
  sla_policy: `c.sla->>'policyName'`,
  sla_first_response: `c.sla->'firstResponse'->>'status'`,
  sla_next_response: `c.sla->'nextResponse'->>'status'`,
  sla_resolution: `c.sla->'resolution'->>'status'`,
};

export async function* conversationLines(pool: Pool, span: Span): AsyncGenerator<string> {
  const names = Object.keys(columns);
  // Spreadsheets take a file without this mark for one of their own age.
  yield `\uFEFF${csvLine(names)}`;
  let last: Row | undefined;
  do {
    const rows = await pageAfter(pool, span, last);
    yield rows.map((row) => csvLine(names.map((name) => row[name]))).join('');
    last = rows.length === pageSize ? rows.at(-1) : undefined;
  } while (last);
}

async function pageAfter(pool: Pool, span: Span, last: Row | undefined): Promise<Row[]> {
  const { values, put } = statement();
  const from = last?.created_at ?? span.from;
  const after = last
    ? `(c.created_at, c.id) > (${put(last.created_at)}, ${put(last.id)}::uuid)`
    : 'true';
  const selected = Object.entries(columns).map(([name, value]) => `${value} as ${name}`);
  const { rows } = await pool.query<Row>(
    `select ${selected.join(', ')} from (
       select * from (${begun({ ...span, from }, put)}) c where ${after} order by c.created_at, c.id limit ${String(pageSize)}
     ) c left join customers cu on cu.id = c.customer_id left join accounts a on a.id = c.account_id
         left join agents ag on ag.id = c.assigned_to left join teams t on t.id = c.team_id
      order by c.created_at, c.id`,
    values,
  );
  return rows;
}
