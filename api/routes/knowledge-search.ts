/** What the assistant would find, with why: for who answers, and for who writes articles. */
import { z } from 'zod';
import { retrieve, type Found } from '../../assist/offline/retrieve.ts';
import { nearTo } from '../commands/search-meaning.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { text } from '../schemas/common.ts';
import { articleLanguage, Finding, type FindingJson } from '../schemas/knowledge.ts';
import { id, listOf } from '../schemas/common.ts';
import { requireConversation, visibleTo } from '../visibility.ts';

const kind = z.enum(['article', 'canned_reply', 'conversation']);

export function knowledgeSearch({ pool, meaning }: Parts): Operation[] {
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
        conversationId: id.optional().meta({
          description:
            'From which the words are: what is known of its customer does not leave with them.',
        }),
        limit: z.coerce.number().int().min(1).max(10).default(5),
      }),
      answer: z.object({ data: z.array(Finding) }),
      async handle({ query, caller }) {
        const { q, language, kind: kinds, teamId, conversationId, limit } = query;
        if (conversationId !== undefined) await requireConversation(pool, caller, conversationId);
        const near = await nearTo({ pool, meaning }, { text: q, language, conversationId });
        const found = await retrieve(pool, {
          ...{ text: q, language, limit, teamId: teamId ?? null },
          ...(kinds && { kinds }),
          ...(conversationId !== undefined && { conversationId }),
          ...(near && { near }),
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
