/** Web pages as Markdown. */
import { describe, expect, test } from 'vitest';
import { readPageApart } from '../../../assist/knowledge/page-thread.ts';
import { readPage } from '../../../assist/knowledge/page.ts';

const at = 'https://harbour.example/help/returns';
const page = (body: string, head = '<title>Returns | Harbour</title>') =>
  `<!doctype html><html lang="en-GB"><head>${head}</head><body>${body}</body></html>`;
const bodyOf = (html: string) => readPage(page(`<main>${html}</main>`), at).body;

describe('a page', () => {
  test('gives its main part, without what stands around it', () => {
    const html = page(`
      <header><h1>Harbour</h1><nav><a href="/">Home</a></nav></header>
      <main>
        <h1>Sending things back</h1>
        <p>You have <strong>30 days</strong>.</p>
        <ul><li>Unworn</li><li>In its box</li></ul>
        <aside>Our offers</aside><script>alert(1)</script><style>p{}</style>
        <form><input name="mail"><button>Go</button></form>
        <table><thead><tr><th>To</th><th>Costs</th></tr></thead><tbody><tr><td>EU</td><td>€5</td></tr></tbody></table>
      </main>
      <footer>Imprint</footer>`);
    expect(readPage(html, at)).toEqual({
      title: 'Sending things back',
      language: 'en',
      body: [
        'You have **30 days**.',
        '',
        '- Unworn',
        '- In its box',
        '',
        '| To | Costs |',
        '| -- | ----- |',
        '| EU | €5    |',
      ].join('\n'),
      isCut: false,
    });
  });

  test('has its title from the header within it, not from the one above it', () => {
    const html = page(
      '<header><h1>Harbour</h1></header><article><header><h1>Sizes</h1></header><p>True.</p></article>',
    );
    expect(readPage(html, at)).toMatchObject({ title: 'Sizes', body: 'True.' });
    const bare = page('<header><h1>Harbour</h1></header><p>True.</p>');
    expect(readPage(bare, at)).toMatchObject({ title: 'Returns | Harbour', body: 'True.' });
  });

  test('without a heading is called what its window is', () => {
    expect(readPage(page('<article><p>Words.</p></article><p>More.</p>'), at)).toMatchObject({
      title: 'Returns | Harbour',
      body: 'Words.',
    });
  });

  test('has whole links, and none that acts', () => {
    expect(bodyOf('<p><a href="../shops">Shops</a></p>')).toBe(
      '[Shops](https://harbour.example/shops)',
    );
    expect(bodyOf('<p><a href="javascript:alert(1)" onclick="x()">Now</a></p>')).toBe('Now');
    expect(bodyOf('<p>A<img src="https://evil.example/p.png" alt="B" onerror="x()"></p>')).toBe(
      'A',
    );
  });

  test('is cut between paragraphs where it is longer than an article may be', () => {
    const { body, isCut } = readPage(
      page(`<main>${'<p>Forty letters, more or less, stand here.</p>'.repeat(2_000)}</main>`),
      at,
    );
    expect(isCut).toBe(true);
    expect(body.length).toBeLessThanOrEqual(50_000);
    expect(body).toMatch(/here\.$/);
  });
});

test('a page that is made to break its reader breaks a thread of its own', async () => {
  expect(await readPageApart(page('<main><p>Words.</p></main>'), at)).toMatchObject({
    body: 'Words.',
  });
  const deep = page(`<main>${'<div>'.repeat(50_000)}Words.</main>`);
  const read = await readPageApart(deep, at);
  expect([undefined, 'Words.']).toContain(read?.body);
});
