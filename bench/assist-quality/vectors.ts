/**
 * `node bench/assist-quality/vectors.ts`: how long it takes to find what is near among 5,000 vectors of 768 numbers: in the process,
 * as the desk does it, and by a statement over `real[]`, which would need no memory.
 */
import { bytesOf } from '../../assist/embeddings/bytes.ts';
import { createVectors } from '../../assist/embeddings/vectors.ts';
import { withScratchDatabase, type Scratch } from './scratch-database.ts';

const [sources, size, searches] = [5_000, 768, 200];

await withScratchDatabase(async ({ pool }) => {
  const all = Array.from({ length: sources }, (_, n) => vectorOf(n + 1));
  await add(pool, all);
  const vectors = createVectors(pool, 'm');
  const question = (n: number) => vectorOf(1_000_000 + n);
  const first = await timed(() => vectors.near(question(0), 0.05));
  const times = [];
  for (let n = 1; n <= searches; n += 1)
    times.push(await timed(() => vectors.near(question(n), 0.05)));
  console.log(
    `${sources} vectors of ${size}: read into the process ${ms(first)}, then a search ${spread(times)}`,
  );
  const inSql = [];
  for (let n = 1; n <= 10; n += 1) inSql.push(await timed(() => near(pool, question(n))));
  console.log(`the same by a statement over real[]: ${spread(inSql)}`);
});

async function add(pool: Scratch['pool'], all: readonly Float32Array[]): Promise<void> {
  for (let from = 0; from < all.length; from += 500) {
    const some = all.slice(from, from + 500);
    await pool.query(
      `insert into knowledge_embeddings (source_kind, source_id, model, passage, version, hash, vector)
       select 'article', gen_random_uuid(), 'm', 0, 1, '', v from unnest($1::bytea[]) v`,
      [some.map(bytesOf)],
    );
  }
  await pool.query('create temporary table arrays (id int, vector real[])');
  for (let from = 0; from < all.length; from += 500) {
    const some = all.slice(from, from + 500).map((it) => `{${it.join(',')}}`);
    await pool.query(
      `insert into arrays select $2 + n, v::real[] from unnest($1::text[]) with ordinality as it (v, n)`,
      [some, from],
    );
  }
  await pool.query('vacuum analyze');
}

function near(pool: Scratch['pool'], question: Float32Array): Promise<unknown> {
  return pool.query(
    `select id, (select sum(a * b) from unnest(vector, $1::real[]) as it (a, b)) as similarity
       from arrays order by similarity desc limit 50`,
    [`{${question.join(',')}}`],
  );
}

/** The same numbers every time. */
function vectorOf(seed: number): Float32Array {
  let state = (seed * 2_654_435_761) >>> 0;
  const vector = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
  const length = Math.hypot(...vector);
  return vector.map((it) => it / length);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function ms(it: number): string {
  return `${it.toFixed(1)} ms`;
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => ms(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}`;
}
