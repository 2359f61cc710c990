/** What the desk knows, as the API gives it. */
import { z } from 'zod';
import { articleLimits as limits, isWebAddress } from '../../assist/knowledge/article-file.ts';
import { id, instant, language, name, tag, text } from './common.ts';

export const articleStatus = z.enum(['draft', 'published', 'archived']);

const written = {
  title: name,
  body: z.string().meta({ description: 'Markdown; shown without raw HTML and without pictures.' }),
  tags: z.array(z.string()).meta({ description: 'Words by which it is found beside its own.' }),
  status: articleStatus,
};

const Translation = z.object({
  id,
  language: z.string(),
  title: z.string(),
  status: articleStatus,
});

const articleFields = {
  id,
  key: z.string().meta({ description: 'The same for its translations.' }),
  language: z.string(),
  ...written,
  teamId: id.optional().meta({ description: 'Suggested in this team’s conversations only.' }),
  url: z.string().optional().meta({ description: 'Where customers can read it.' }),
  source: z.enum(['written', 'folder', 'url']),
  sourceRef: z.string().optional().meta({ description: 'The file, or the page, it came from.' }),
  approvedForAnswers: z.boolean(),
  translations: z.array(Translation).meta({ description: 'In other languages.' }),
  createdAt: instant,
  updatedAt: instant,
  updatedBy: id.optional(),
  version: z.int(),
};

export const KnowledgeArticle = z.object(articleFields).meta({ id: 'KnowledgeArticle' });
export type ArticleJson = z.output<typeof KnowledgeArticle>;

const { body: _body, ...listed } = articleFields;
export const ListedArticle = z
  .object({ ...listed, beginning: z.string() })
  .meta({ id: 'ListedKnowledgeArticle' });
export type ListedArticleJson = z.output<typeof ListedArticle>;

export const KnowledgeVersion = z
  .object({
    version: z.int(),
    ...written,
    status: articleStatus.optional(),
    changedBy: id.optional().meta({ description: 'The agent who made it so.' }),
    changedAt: instant,
  })
  .meta({ id: 'KnowledgeVersion' });
export type KnowledgeVersionJson = z.output<typeof KnowledgeVersion>;

export const articleLanguage = language
  .regex(/^[a-z]{2,3}$/i, 'must be a language of two or three letters, like pt')
  .toLowerCase();

const webAddress = text(limits.url).refine(isWebAddress, 'must be a web address');

/** What its authors write. */
export const articleWords = {
  title: name,
  body: text(limits.body).trim().min(1),
  tags: z.array(tag).max(limits.tags),
  status: articleStatus,
  teamId: id.nullable().optional(),
  url: webAddress.nullable().optional(),
  approvedForAnswers: z.boolean(),
};

export const NewArticle = z.strictObject({
  language: articleLanguage,
  ...articleWords,
  tags: articleWords.tags.default([]),
  status: articleStatus.default('draft'),
  approvedForAnswers: articleWords.approvedForAnswers.default(false),
  translationOf: id
    .optional()
    .meta({ description: 'An article that says the same in another language.' }),
  fromPage: webAddress.optional().meta({ description: 'The page whose words these are.' }),
  gapId: id
    .optional()
    .meta({ description: 'What customers asked: it is settled once this is published.' }),
});

export const Gap = z
  .object({
    id,
    question: z.string().optional().meta({
      description:
        'As a customer asked it last whose conversation you may see, without personal data.',
    }),
    concepts: z.array(z.string()).meta({ description: 'What it is about, where that is known.' }),
    count: z.int(),
    languages: z.array(z.string()),
    firstAskedAt: instant,
    lastAskedAt: instant,
    conversationIds: z
      .array(id)
      .meta({ description: 'Some in which it was asked, of those that you may see.' }),
    article: z
      .object({ id, title: z.string(), status: articleStatus })
      .optional()
      .meta({ description: 'That somebody began for it.' }),
    state: z.enum(['open', 'dismissed', 'answered']),
  })
  .meta({ id: 'KnowledgeGap' });
export type GapJson = z.output<typeof Gap>;

export const Finding = z
  .object({
    source: z.object({
      kind: z.enum(['article', 'canned_reply', 'conversation']),
      id: z.string(),
      title: z.string(),
      language: z.string(),
      url: z.string().optional(),
    }),
    quote: z.string(),
    confidence: z.number().min(0).max(1),
    isTranslationNeeded: z.boolean(),
    similarity: z
      .number()
      .optional()
      .meta({ description: 'How near it is by meaning; absent: found by its words alone.' }),
    matched: z.array(
      z.object({
        name: z.string().meta({ description: 'The concept, or the word.' }),
        kind: z.enum(['intent', 'aside', 'thing', 'aspect', 'mood', 'word']),
        isInTitle: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'KnowledgeFinding' });
export type FindingJson = z.output<typeof Finding>;

export const ImportedFile = z
  .object({
    path: z.string(),
    outcome: z.enum(['created', 'changed', 'unchanged', 'refused']),
    why: z.string().optional().meta({ description: 'Why it is no article.' }),
    articleId: id.optional(),
    title: z.string().optional(),
    language: z.string().optional(),
  })
  .meta({ id: 'ImportedFile' });
export type ImportedFileJson = z.output<typeof ImportedFile>;

export const ReadPage = z
  .object({
    url: z.string(),
    title: z.string(),
    language: z.string().optional(),
    body: z.string(),
    isCut: z.boolean().meta({ description: 'There was more than an article may hold.' }),
  })
  .meta({ id: 'ReadPage' });
export type ReadPageJson = z.output<typeof ReadPage>;
