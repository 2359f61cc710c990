/** Articles from elsewhere: files of a folder, or a page of the web. */
import { z } from 'zod';
import { NoArticle, readArticleFile } from '../../assist/knowledge/article-file.ts';
import { fetchPage } from '../../assist/knowledge/fetch-page.ts';
import { foreseeFile, keepFile } from '../../assist/knowledge/keep-files.ts';
import { type CareError, invalid } from '../../domain/errors.ts';
import { FetchError } from '../../files/fetch-error.ts';
import type { Caller } from '../authenticate.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { text } from '../schemas/common.ts';
import { ImportedFile, ReadPage, type ImportedFileJson } from '../schemas/knowledge.ts';

const facts = { tag: 'Knowledge', permission: 'knowledge.write' } as const;

const Files = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: text(400)
          .min(1)
          .meta({ description: 'Within its folder: `de/returns.md` is the German `returns`.' }),
        content: z.string().max(200_000),
      }),
    )
    .min(1)
    .max(50),
  publish: z.boolean().default(false).meta({ description: 'Or they begin as drafts.' }),
  preview: z
    .boolean()
    .default(false)
    .meta({ description: 'What would come of it; changes nothing.' }),
});

export function knowledgeImport({ pool, config, pages }: Parts): Operation[] {
  return [
    operation({
      ...facts,
      method: 'post',
      path: '/knowledge/import',
      id: 'importArticles',
      summary: 'Markdown files as articles; a file that is known changes its article',
      body: Files,
      answer: z.object({ data: z.array(ImportedFile) }),
      async handle({ body: { files, ...wishes }, caller }) {
        const data: ImportedFileJson[] = [];
        for (const file of files) data.push(await taken(file, wishes, caller));
        return { body: { data } };
      },
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/knowledge/import/page',
      id: 'readPage',
      summary: 'A page of the web as an article would say it; it is kept by creating one',
      body: z.strictObject({ url: text(2_000).trim().min(1) }),
      answer: ReadPage,
      async handle({ body: { url } }) {
        try {
          const trustedOrigins = config.knowledge.trustedOrigins;
          return { body: { url, ...(await fetchPage(pages, { url, trustedOrigins })) } };
        } catch (error) {
          if (!(error instanceof FetchError)) throw error;
          throw refusalOf(error);
        }
      },
    }),
  ];

  /** Each for itself: one that is no article is said, and holds up none of the others. */
  async function taken(
    { path, content }: { path: string; content: string },
    { publish, preview }: { publish: boolean; preview: boolean },
    { actor, agentId }: Caller,
  ): Promise<ImportedFileJson> {
    try {
      const article = readArticleFile(path, content);
      const { title, language } = article;
      const kept = preview
        ? await foreseeFile(pool, { path, article }, { isPublished: publish })
        : await keepFile(pool, { path, article }, { actor, agentId, isPublished: publish });
      return { path, title, language, ...kept };
    } catch (error) {
      if (!(error instanceof NoArticle)) throw error;
      return { path, outcome: 'refused', why: error.message };
    }
  }
}

/** Why a page did not come, in words for who asked; of the desk's own network they tell nothing. */
function refusalOf({ kind, reason }: FetchError): CareError {
  const words = reasons[reason] ?? (kind === 'again' ? 'did not answer: try again' : 'has no page');
  return invalid('url', words);
}

const reasons: Partial<Record<string, string>> = {
  address_invalid: 'must be a web address',
  address_not_public: 'is not on the public web',
  leads_elsewhere: 'leads to another site: give the address of the page itself',
  robots: 'must not be read by programs, says its site',
  too_large: 'has more than 1 MB',
  no_page: 'is a file, no page',
  no_text: 'has no text that could be read',
  gone: 'has no page',
  too_slow: 'took too long',
};
