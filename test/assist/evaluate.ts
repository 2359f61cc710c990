/** How well the search answers the labelled questions: the right article among the first three, and nothing where there is none. */
import type { Pool } from 'pg';
import { retrieve, type Found, type Search } from '../../assist/offline/retrieve.ts';
import type { LabelledQuestion } from './data/questions.ts';

export interface Evaluation {
  answerable: number;
  first: number;
  firstThree: number;
  unanswerable: number;
  /** Of those without an answer. */
  foundNothing: number;
  /** What went wrong, for whoever tunes. */
  misses: { question: LabelledQuestion; found: Found[] }[];
}

export async function evaluate(
  pool: Pool,
  questions: readonly LabelledQuestion[],
  /** Without it the search goes by words alone. */
  nearTo?: (question: LabelledQuestion) => Search['near'],
): Promise<Evaluation> {
  const { rows } = await pool.query<{ id: string; key: string }>(
    'select id, key from knowledge_articles',
  );
  const keys = new Map(rows.map(({ id, key }) => [id, key]));
  const result: Evaluation = {
    ...{ answerable: 0, first: 0, firstThree: 0, unanswerable: 0, foundNothing: 0 },
    misses: [],
  };
  for (const question of questions) {
    const { text, language, expects } = question;
    const near = nearTo?.(question);
    const found = await retrieve(pool, {
      ...{ text, language, visible: () => 'true' },
      ...(near && { near }),
    });
    if (expects === undefined) {
      result.unanswerable += 1;
      if (found.length === 0) result.foundNothing += 1;
      else result.misses.push({ question, found });
      continue;
    }
    const place = found.findIndex(({ source }) => keys.get(source.id) === expects);
    result.answerable += 1;
    if (place === 0) result.first += 1;
    if (place >= 0) result.firstThree += 1;
    else result.misses.push({ question, found });
  }
  return result;
}
