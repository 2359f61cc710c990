/** Markdown files as articles: what is said above the text, where the file lies, and what is none. */
import { describe, expect, test } from 'vitest';
import { NoArticle, readArticleFile } from '../../../assist/knowledge/article-file.ts';

const above = (...lines: string[]) =>
  ['---', ...lines, '---', '', '# Returns', '', 'Thirty days.'].join('\n');

describe('an article from a file', () => {
  test('takes what is said above its text', () => {
    const content = above(
      'title: Sending things back',
      'language: DE',
      'keywords: [return, send back, 30]',
      'url: https://harbour.example/returns',
    );
    expect(readArticleFile('returns.md', content)).toEqual({
      key: 'returns',
      language: 'de',
      title: 'Sending things back',
      tags: ['return', 'send back', '30'],
      // Another heading than the title is part of the text.
      body: '# Returns\n\nThirty days.',
      url: 'https://harbour.example/returns',
    });
  });

  test('has its heading for a title, and the words of the demo’s files', () => {
    const content = '---\ntags: return, send back\n---\n\n# Returns #\n\nThirty days.\n';
    expect(readArticleFile('en/returns.md', content)).toEqual({
      ...{ key: 'returns', language: 'en', title: 'Returns', tags: ['return', 'send back'] },
      body: 'Thirty days.',
    });
  });

  test.each([
    ['de/returns.md', 'returns', 'de'],
    ['returns.de.md', 'returns', 'de'],
    ['shop/pt/Opening Hours.MD', 'shop/opening-hours', 'pt'],
    ['./fr/a/b.markdown', 'a/b', 'fr'],
    ['es\\devoluciones.md', 'devoluciones', 'es'],
  ])('at %s is %s in %s', (path, key, language) => {
    expect(readArticleFile(path, '# T\n\nWords.')).toMatchObject({ key, language });
  });

  test('is the same whatever ends its lines, and without a mark of byte order', () => {
    const plain = above('language: en');
    expect(readArticleFile('x.md', `\uFEFF${plain.replaceAll('\n', '\r\n')}`)).toEqual(
      readArticleFile('x.md', plain),
    );
  });

  test('keeps rules between paragraphs, which are no lines above', () => {
    const { body } = readArticleFile('en/x.md', '# T\n\nOne.\n\n---\n\nTwo.');
    expect(body).toBe('One.\n\n---\n\nTwo.');
  });
});

test.each([
  ['no language', 'x.md', '# T\n\nWords.', /language/],
  ['no title', 'en/x.md', 'Words.', /title/],
  ['no text', 'en/x.md', '# T\n', /no text/],
  ['a long title', 'en/x.md', `# ${'t'.repeat(201)}\n\nWords.`, /title of more/],
  ['a long text', 'en/x.md', `# T\n\n${'w'.repeat(50_001)}`, /50,000/],
  ['a long keyword', 'en/x.md', `---\ntags: ${'k'.repeat(65)}\n---\n# T\n\nWords.`, /keywords/],
  ['a language that is none', 'x.md', above('language: German'), /language/],
  ['an address that is none', 'x.md', above('language: en', 'url: javascript:alert(1)'), /url/],
  ['lines that are no YAML', 'en/x.md', above('title: [unclosed'), /YAML/],
  ['references', 'en/x.md', above('a: &a [x]', 'tags: *a'), /YAML/],
])('a file with %s is no article, with the reason', (_, path, content, why) => {
  expect(() => readArticleFile(path, content)).toThrow(NoArticle);
  expect(() => readArticleFile(path, content)).toThrow(why);
});
