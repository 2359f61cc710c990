/** The demo's articles, as they lie in prisma/seed/knowledge. */
import { expect, test } from 'vitest';
import { sentencesOf } from '../../domain/assist/passages.ts';
import { readArticles } from '../../prisma/seed/knowledge.ts';

const articles = await readArticles();

test('there are enough, in five languages, and most topics in each', () => {
  expect(articles.length).toBeGreaterThanOrEqual(42);
  const languages = new Set(articles.map(({ language }) => language));
  expect([...languages].sort()).toEqual(['de', 'en', 'es', 'fr', 'pt']);
  const keys = [...new Set(articles.map(({ key }) => key))];
  const inAll = keys.filter((key) => articles.filter((it) => it.key === key).length === 5);
  expect(inAll.length).toBeGreaterThanOrEqual(9);
});

test.each(articles)('$language/$key has a title, tags, facts, and links to the shop only', (it) => {
  expect(it.title.length).toBeLessThanOrEqual(80);
  expect(it.tags.length).toBeGreaterThan(0);
  const words = sentencesOf(it.body).join(' ').split(/\s+/).length;
  expect(words).toBeGreaterThanOrEqual(60);
  expect(words).toBeLessThanOrEqual(200);
  expect(it.body).toMatch(/\d/);
  const links = it.body.match(/https?:\/\/[^\s,;)]+/g) ?? [];
  for (const link of links) expect(link).toMatch(/^https:\/\/harbour\.example\//);
});
