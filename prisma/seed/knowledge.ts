/** What the demo desk knows: prisma/seed/knowledge/<language>/<key>.md, a heading and Markdown, with tags above. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrismaClient } from '../client/client.ts';
import { languages } from './library/canned-replies.ts';
import { once } from './once.ts';
import { seedId } from './people.ts';

/** The audit's word for it, by which later starts know. */
const added = 'demo.knowledge_added';
const folder = join(import.meta.dirname, 'knowledge');

/** Once in the life of a desk: what somebody takes away afterwards stays away. */
export async function addKnowledge(prisma: PrismaClient): Promise<void> {
  await once(prisma, added, async (tx) => {
    const articles = await readArticles();
    await tx.knowledgeArticle.createMany({
      data: articles.map((it) => ({
        id: seedId('article', `${it.key} ${it.language}`),
        ...it,
        status: 'published',
        source: 'folder',
        sourceRef: `${it.language}/${it.key}.md`,
      })),
      skipDuplicates: true,
    });
  });
}

interface Article {
  key: string;
  language: string;
  title: string;
  tags: string[];
  body: string;
}

export async function readArticles(): Promise<Article[]> {
  const ofEach = await Promise.all(
    languages.map(async (language) => {
      const files = (await readdir(join(folder, language))).sort();
      return Promise.all(
        files.map(async (file) => {
          const text = await readFile(join(folder, language, file), 'utf8');
          return { key: file.replace(/\.md$/, ''), language, ...parts(text, file) };
        }),
      );
    }),
  );
  return ofEach.flat();
}

function parts(text: string, file: string): Pick<Article, 'title' | 'tags' | 'body'> {
  const match = /^---\ntags: ([^\n]+)\n---\n\n# ([^\n]+)\n\n(.+)$/s.exec(text);
  const [, tags, title, body] = match ?? [];
  if (!tags || !title || !body) throw new Error(`${file} has no tags, title or body`);
  return { title, tags: tags.split(', '), body: body.trim() };
}
