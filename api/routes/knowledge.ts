/** What the desk knows: articles that suggestions quote. Who reads them may not change them; each change is a version. */
import { z } from 'zod';
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited, type Transaction } from '../audit.ts';
import { linkGap } from '../commands/knowledge-gaps.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { findArticle, listArticles, listVersions } from '../reads/knowledge.ts';
import { requireReferences } from '../references.ts';
import { byId, id, listOf, page, paging, text } from '../schemas/common.ts';
import {
  articleLanguage,
  articleStatus,
  articleWords,
  KnowledgeArticle,
  KnowledgeVersion,
  ListedArticle,
  NewArticle,
} from '../schemas/knowledge.ts';

const facts = { tag: 'Knowledge' } as const;

export function knowledgeOperations({ prisma, pool }: Parts): Operation[] {
  const answer = async (articleId: string) => {
    const article = await findArticle(pool, articleId);
    return { body: article, version: article.version };
  };
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/knowledge/articles',
      id: 'listArticles',
      summary: 'Articles, the last changed first; without a status those that are not archived',
      permission: 'knowledge.read',
      query: z.strictObject({
        q: text(200).trim().min(1).optional(),
        language: articleLanguage.optional(),
        status: listOf(articleStatus).optional(),
        teamId: id.optional().meta({ description: 'Of this team, and of no team.' }),
        ...paging,
      }),
      answer: page(ListedArticle),
      handle: async ({ query }) => ({ body: await listArticles(pool, query) }),
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/knowledge/articles/{articleId}',
      id: 'getArticle',
      summary: 'An article with its words',
      permission: 'knowledge.read',
      hasVersion: true,
      params: byId('articleId'),
      answer: KnowledgeArticle,
      handle: ({ params }) => answer(params.articleId),
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/knowledge/articles',
      id: 'createArticle',
      summary: 'Write an article, or its translation',
      permission: 'knowledge.write',
      status: 201,
      body: NewArticle,
      answer: KnowledgeArticle,
      async handle({ body, caller }) {
        const { translationOf, fromPage, gapId, ...words } = body;
        const articleId = newId();
        await audited(prisma, caller, 'knowledge.created', async (tx) => {
          await requireReferences(tx, words);
          const key = translationOf ? await keyOf(tx, translationOf, words.language) : articleId;
          const by = caller.agentId ?? null;
          await tx.knowledgeArticle.create({
            data: {
              ...{ id: articleId, key, ...dense(words), createdBy: by, updatedBy: by },
              ...(fromPage === undefined ? {} : { source: 'url', sourceRef: fromPage }),
            },
          });
          if (gapId) await linkGap(tx, gapId, articleId, words.status === 'published', by);
          const { title, language, status } = words;
          return { target: articleId, data: { title, language, status }, result: undefined };
        });
        return answer(articleId);
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/knowledge/articles/{articleId}',
      id: 'changeArticle',
      summary: 'Change an article; what it said before is kept',
      permission: 'knowledge.write',
      hasVersion: true,
      params: byId('articleId'),
      body: z.strictObject(articleWords).partial(),
      answer: KnowledgeArticle,
      async handle({ params: { articleId }, body, caller, ifMatch }) {
        await audited(prisma, caller, 'knowledge.changed', async (tx) => {
          await requireReferences(tx, body);
          await write(tx, articleId, ifMatch, caller.agentId, body);
          const { body: words, ...rest } = body;
          const data = { ...rest, ...(words === undefined ? {} : { characters: words.length }) };
          return { target: articleId, data, result: undefined };
        });
        return answer(articleId);
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/knowledge/articles/{articleId}',
      id: 'deleteArticle',
      summary: 'Remove an article with all its versions; to archive it is enough for most',
      permission: 'knowledge.delete',
      status: 204,
      params: byId('articleId'),
      async handle({ params: { articleId }, caller }) {
        await audited(prisma, caller, 'knowledge.deleted', async (tx) => {
          const before = await tx.knowledgeArticle.findUnique({ where: { id: articleId } });
          if (!before) throw notFound('article');
          await tx.knowledgeArticle.delete({ where: { id: articleId } });
          const { title, language } = before;
          return { target: articleId, data: { title, language }, result: undefined };
        });
        return {};
      },
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/knowledge/articles/{articleId}/versions',
      id: 'listArticleVersions',
      summary: 'How it was before each change, the newest first',
      permission: 'knowledge.read',
      params: byId('articleId'),
      answer: z.object({ data: z.array(KnowledgeVersion) }),
      async handle({ params: { articleId } }) {
        await findArticle(pool, articleId);
        return { body: { data: await listVersions(pool, articleId) } };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/knowledge/articles/{articleId}/restore',
      id: 'restoreArticle',
      summary: 'Have it say again what an earlier version said: as a new version',
      permission: 'knowledge.write',
      hasVersion: true,
      params: byId('articleId'),
      body: z.strictObject({ version: z.int().min(1) }),
      answer: KnowledgeArticle,
      async handle({ params: { articleId }, body: { version }, caller, ifMatch }) {
        await audited(prisma, caller, 'knowledge.restored', async (tx) => {
          const at = { articleId_version: { articleId, version } };
          const old = await tx.knowledgeVersion.findUnique({ where: at });
          if (!old) throw notFound('version of that article');
          const { title, body, tags } = old;
          await write(tx, articleId, ifMatch, caller.agentId, { title, body, tags });
          return { target: articleId, data: { version }, result: undefined };
        });
        return answer(articleId);
      },
    }),
  ];
}

type Words = z.output<z.ZodObject<typeof articleWords>>;

/** What was approved for answers was other words: it is approved anew, or not any more. */
async function write(
  tx: Transaction,
  articleId: string,
  ifMatch: number | undefined,
  agentId: string | undefined,
  words: { [K in keyof Words]?: Words[K] | undefined },
): Promise<void> {
  const before = await tx.knowledgeArticle.findUnique({ where: { id: articleId } });
  if (!before) throw notFound('article');
  const saysElse =
    (words.body !== undefined && words.body !== before.body) ||
    (words.title !== undefined && words.title !== before.title);
  await atVersion(ifMatch, before.version, (version) =>
    tx.knowledgeArticle.updateMany({
      where: { id: articleId, version },
      data: {
        ...(saysElse ? { approvedForAnswers: false } : {}),
        ...dense(words),
        ...{ version: version + 1, updatedBy: agentId ?? null, updatedAt: new Date() },
      },
    }),
  );
}

/** @throws CareError naming what is wrong with the original, or that there is a translation already */
async function keyOf(tx: Transaction, translationOf: string, language: string): Promise<string> {
  const original = await tx.knowledgeArticle.findUnique({ where: { id: translationOf } });
  if (!original) throw invalid('translationOf', 'is not an article');
  const where = { key_language: { key: original.key, language } };
  const other = await tx.knowledgeArticle.findUnique({ where });
  if (other) {
    throw new CareError('already_exists', 'It has a translation into that language already.', {
      errors: [{ field: 'language', message: 'has a translation already' }],
      members: { articleId: other.id },
    });
  }
  return original.key;
}
