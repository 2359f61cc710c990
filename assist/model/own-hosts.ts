/** Where the desk's own library links to: what a model writes may lead there, too. */
import type { Pool } from 'pg';
import { linksIn } from '../../domain/assist/output/links.ts';
import { suspicionOf } from '../../domain/assist/suspicion.ts';

/** Canned replies are the brand's own words. An article may be somebody else's: of those a host needs several, and a share. */
const [fewestArticles, leastShare] = [2, 0.1];

/** Of one version of an article, as reading it takes its time. */
interface Read {
  version: number;
  hosts: readonly string[];
}
const readBy = new WeakMap<Pool, Map<string, Read>>();

export async function ownHosts(pool: Pool): Promise<string[]> {
  const read = await readArticles(pool);
  const linking = [...read.values()].filter(({ hosts }) => hosts.length > 0);
  const counts = new Map<string, number>();
  for (const host of linking.flatMap(({ hosts }) => hosts)) {
    counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const needed = Math.max(fewestArticles, linking.length * leastShare);
  const common = [...counts].filter(([, count]) => count >= needed).map(([host]) => host);
  return [...new Set([...common, ...(await cannedHosts(pool))])];
}

async function cannedHosts(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ content: string }>({
    name: 'canned-replies-that-link',
    text: `select content from canned_replies where content ~* 'https?://'`,
  });
  return rows.flatMap(({ content }) => hostsIn(content));
}

async function readArticles(pool: Pool): Promise<Map<string, Read>> {
  const known = readBy.get(pool) ?? new Map<string, Read>();
  const { rows } = await pool.query<{ id: string; version: number; body: string | null }>({
    name: 'articles-that-link',
    text: `select a.id, a.version, case when k.version is distinct from a.version then a.body end as body
             from knowledge_articles a
             left join unnest($1::uuid[], $2::int[]) as k (id, version) on k.id = a.id
            where a.status = 'published' and a.body ~* 'https?://'`,
    values: [[...known.keys()], [...known.values()].map(({ version }) => version)],
  });
  const now = new Map(
    rows.map(({ id, version, body }): [string, Read] => [
      id,
      { version, hosts: body === null ? (known.get(id)?.hosts ?? []) : hostsOf(body) },
    ]),
  );
  readBy.set(pool, now);
  return now;
}

/** One that speaks to a machine has no say. */
const hostsOf = (body: string): string[] =>
  suspicionOf(body).isSuspicious ? [] : [...new Set(hostsIn(body))];

const hostsIn = (text: string): string[] =>
  linksIn(text).flatMap(({ kind, isPlain, host }) => (kind === 'link' && isPlain ? [host] : []));
