/** What the assistant would find, with why: for who answers, and for who writes articles. */
import { z } from 'zod';
import { retrieve, type Found } from '../../assist/offline/retrieve.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { text } from '../schemas/common.ts';
import { articleLanguage, Finding, type FindingJson } from '../schemas/knowledge.ts';
import { id, listOf } from '../schemas/common.ts';
import { visibleTo } from '../visibility.ts';

const kind = z.enum(['article', 'canned_reply', 'conversation']);

export function knowledgeSearch({ pool }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/knowledge/search',
      id: 'searchKnowledge',
      summary: 'What the assistant would find for a question, how sure it is, and why',
      tag: 'Knowledge',
      permission: 'knowledge.read',
      query: z.strictObject({
        q: text(500).trim().min(2),
        language: articleLanguage.default('en').meta({ description: 'The customer’s.' }),
        kind: listOf(kind).optional(),
        teamId: id.optional().meta({ description: 'What is kept for one team is found for it.' }),
        limit: z.coerce.number().int().min(1).max(10).default(5),
      }),
      answer: z.object({ data: z.array(Finding) }),
      async handle({ query: { q, language, kind: kinds, teamId, limit }, caller }) {
        const found = await retrieve(pool, {
          ...{ text: q, language, limit, teamId: teamId ?? null },
          ...(kinds && { kinds }),
          visible: (put) => visibleTo(caller, put),
        });
        return { body: { data: await withAddresses(found) } };
      },
    }),
  ];

  /** An article's address, where customers can read it. */
  async function withAddresses(found: readonly Found[]): Promise<FindingJson[]> {
    const ids = found.flatMap(({ source }) => (source.kind === 'article' ? [source.id] : []));
    const { rows } = await pool.query<{ id: string; url: string }>(
      'select id, url from knowledge_articles where id = any($1::uuid[]) and url is not null',
      [ids],
    );
    const urls = new Map(rows.map(({ id: articleId, url }) => [articleId, url]));
    return found.map(({ source, ...rest }) => {
      const url = urls.get(source.id);
      return { ...rest, source: { ...source, ...(url !== undefined && { url }) } };
    });
  }
}
