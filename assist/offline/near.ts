/** What is near by meaning, as it stands now: what was hidden, archived or rewritten since it became a vector is not there. */
import type { Pool } from 'pg';
import { embeddedText, passagesOf } from '../../domain/assist/embedded.ts';
import { nearness, type Near } from '../../domain/assist/fusion.ts';
import type { Question } from '../../domain/assist/question.ts';
import type { SourceKind } from '../../domain/assist/retrieval.ts';
import { hashOf } from '../embeddings/hash.ts';
import type { Search } from './retrieve.ts';

interface Row {
  kind: 'article' | 'canned_reply';
  id: string;
  key: string;
  title: string;
  language: string;
  text: string;
}

/** The surest first. */
export async function nearOf(
  pool: Pick<Pool, 'query'>,
  { near, kinds, teamId }: Search,
  question: Question,
): Promise<Near[]> {
  const isWanted = (kind: SourceKind) => kinds?.includes(kind) ?? true;
  const similar = (near?.similar ?? []).filter(({ kind }) => isWanted(kind));
  if (near === undefined || similar.length === 0) return [];
  const { rows } = await pool.query<Row>({
    name: 'near-by-meaning',
    text: `select 'article' as kind, id, key, title, language, body as text from knowledge_articles
            where id = any($1::uuid[]) and status = 'published' and (team_id is null or team_id = $2)
           union all
           select 'canned_reply', id, shortcut, title, coalesce(lower(left(language, 2)), $3), content from canned_replies
            where id = any($1::uuid[]) and (team_id is null or team_id = $2)`,
    values: [similar.map(({ id }) => id), teamId ?? null, question.language],
  });
  const byId = new Map(rows.map((it) => [`${it.kind} ${it.id}`, it]));
  return similar
    .flatMap(({ kind, id, passage: at, hash, similarity }): Near[] => {
      const row = byId.get(`${kind} ${id}`);
      if (row === undefined) return [];
      const passage = passagesOf(row.text)[at];
      if (passage === undefined) return [];
      if (hashOf(embeddedText(row.title, passage)) !== hash) return [];
      const confidence = nearness(similarity, near.floor, row, question);
      return [{ ...row, ...{ found: [], headed: [], rank: 0 }, passage, similarity, confidence }];
    })
    .sort((one, other) => other.confidence - one.confidence || other.similarity - one.similarity);
}
