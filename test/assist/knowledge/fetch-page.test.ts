/** Pages from real servers: what robots.txt says, where redirects lead, what is no page. */
import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchPage } from '../../../assist/knowledge/fetch-page.ts';
import { createFetcher, type Fetcher } from '../../../files/fetch.ts';
import { png, serve, type TestServer } from '../../files/support.ts';

let fetcher: Fetcher;
let site: TestServer;
let answer: RequestListener;
let robots: string | number = 404;
let asked: string[];

beforeAll(async () => {
  fetcher = createFetcher({ maxBytes: 20_000, withinMs: 10_000 });
  site = await serve((request, response) => {
    asked.push(request.url ?? '');
    if (request.url !== '/robots.txt') answer(request, response);
    else if (typeof robots === 'number') response.writeHead(robots).end();
    else response.end(robots);
  });
});
afterAll(async () => {
  await fetcher.close();
  await site.end();
});

const html = '<html lang="de"><body><main><h1>Rückgabe</h1><p>30 Tage.</p></main></body></html>';
const read = (more: { robots?: string | number; answer?: RequestListener; url?: string } = {}) => {
  asked = [];
  robots = more.robots ?? 404;
  answer = more.answer ?? ((_request, response) => response.end(html));
  const url = more.url ?? `${site.origin}/help?x=1#top`;
  return fetchPage(fetcher, { url, trustedOrigins: [site.origin] });
};
const refusal = (reason: string): unknown =>
  expect.objectContaining({ name: 'FetchError', reason });

test('is read as its site allows, and asked for as it was named', async () => {
  expect(await read()).toEqual({
    title: 'Rückgabe',
    language: 'de',
    body: '30 Tage.',
    isCut: false,
  });
  expect(asked).toEqual(['/robots.txt', '/help?x=1']);
  const rules = 'User-agent: *\nDisallow: /private\n';
  expect(await read({ robots: rules })).toMatchObject({ title: 'Rückgabe' });
});

test.each([
  ['forbids programs', 'User-agent: *\nDisallow: /help'],
  ['forbids this one', 'User-agent: Careline\nDisallow: /'],
])('is not asked for where the site %s', async (_, rules) => {
  await expect(read({ robots: rules })).rejects.toEqual(refusal('robots'));
  expect(asked).toEqual(['/robots.txt']);
});

test('is not read where the site cannot say', async () => {
  await expect(read({ robots: 503 })).rejects.toEqual(refusal('http_503'));
});

test('of the desk’s own network is not reached, unless its operator trusts it', async () => {
  const url = site.origin;
  await expect(fetchPage(fetcher, { url })).rejects.toEqual(refusal('address_not_public'));
});

test('that leads to another site is not followed', async () => {
  const other = await serve((_request, response) => response.end(html));
  const to = other.origin;
  const redirect: RequestListener = (_request, response) =>
    response.writeHead(302, { location: `${to}/help` }).end();
  await expect(read({ answer: redirect })).rejects.toEqual(refusal('leads_elsewhere'));
  await other.end();
});

test('may also be plain words or Markdown', async () => {
  const words: RequestListener = (_request, response) => response.end('# Returns\n\n30 days.');
  expect(await read({ answer: words })).toEqual({
    title: 'Returns',
    body: '30 days.',
    isCut: false,
  });
});

test('in letters of before Unicode is read as it says', async () => {
  const latin = Buffer.from(
    '<html><head><meta charset="iso-8859-1"></head><body><p>Größe</p></body></html>',
    'latin1',
  );
  const old: RequestListener = (_request, response) => response.end(latin);
  expect(await read({ answer: old })).toMatchObject({ body: 'Größe' });
});

test.each<[string, string, RequestListener]>([
  ['a picture', 'no_page', (_request, response) => response.end(png)],
  ['too large', 'too_large', (_request, response) => response.end('<p>'.padEnd(30_000, 'x'))],
  ['empty', 'no_text', (_request, response) => response.end('<html><body></body></html>')],
  ['gone', 'gone', (_request, response) => response.writeHead(404).end()],
])('that is %s is none', async (_, reason, listener) => {
  await expect(read({ answer: listener })).rejects.toEqual(refusal(reason));
});
