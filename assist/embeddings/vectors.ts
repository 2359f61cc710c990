/**
 * The library's vectors, held in the process: a knowledge base has thousands, and those are compared in milliseconds
 * (docs/knowledge.md). What is found is looked up again by whoever quotes it, so that what is old here is never shown.
 */
import type { Pool } from 'pg';
import { numbersIn } from './bytes.ts';

export interface Similar {
  kind: 'article' | 'canned_reply';
  id: string;
  /** Which of its passages, and by which words: those may have changed. */
  passage: number;
  hash: string;
  /** The cosine of the two vectors. */
  similarity: number;
}

export interface Vectors {
  /** Of each source its nearest passage, the nearest first; those at the floor or above. */
  near(question: Float32Array, floor: number): Promise<Similar[]>;
  isEmpty(): Promise<boolean>;
}

/** Some of them may be another team's, or archived. */
const most = 50;

interface Row {
  key: string;
  kind: Similar['kind'];
  id: string;
  passage: number;
  hash: string;
  vector: Buffer;
  stamp: string;
}
type Held = Omit<Row, 'vector' | 'stamp' | 'key'> & { vector: Float32Array };

export function createVectors(pool: Pick<Pool, 'query'>, model: string): Vectors {
  const held = new Map<string, Held>();
  let newest = '0';
  let reading: Promise<void> | undefined;
  const look = () =>
    (reading ??= readAgain().finally(() => {
      reading = undefined;
    }));

  async function readAgain(): Promise<void> {
    const { rows } = await pool.query<{ count: number; newest: string }>({
      name: 'embeddings-now',
      text: `select count(*)::int as count, coalesce(max(stamp), 0)::text as newest
               from knowledge_embeddings where model = $1 and vector <> ''`,
      values: [model],
    });
    const { count = 0, newest: now = '0' } = rows[0] ?? {};
    if (now === newest && count === held.size) return;
    await take(newest);
    // Some are gone: then all that is there is read.
    if (held.size === count) return;
    held.clear();
    newest = '0';
    await take(newest);
  }

  async function take(after: string): Promise<void> {
    const { rows } = await pool.query<Row>({
      name: 'embeddings-after',
      text: `select source_kind || ' ' || source_id || ' ' || passage as key, source_kind as kind, source_id as id, passage,
                    hash, vector, stamp::text
               from knowledge_embeddings where model = $1 and vector <> '' and stamp > $2 order by stamp`,
      values: [model, after],
    });
    for (const { key, vector, stamp, ...row } of rows) {
      held.set(key, { ...row, vector: numbersIn(vector) });
      newest = stamp;
    }
  }

  return {
    async isEmpty() {
      await look();
      return held.size === 0;
    },
    async near(question, floor) {
      await look();
      const nearest = new Map<string, Similar>();
      for (const { vector, ...it } of held.values()) {
        const similarity = dot(question, vector);
        if (similarity < floor) continue;
        const key = `${it.kind} ${it.id}`;
        if ((nearest.get(key)?.similarity ?? -1) < similarity)
          nearest.set(key, { ...it, similarity });
      }
      return [...nearest.values()]
        .sort((one, other) => other.similarity - one.similarity)
        .slice(0, most);
    },
  };
}

/** Those of another size are another model's of the same name: near nothing. */
function dot(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return -1;
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] as number) * (other[at] as number);
  return sum;
}
