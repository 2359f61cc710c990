/**
 * `npm run bench:browser`: the workspace in a real Chromium, on a desk with 10,000 open conversations. Prints what a person
 * feels: cold load, switching, typing, scrolling, and how soon what a customer wrote stands on the screen.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { buildWeb } from '../../ops/build-web.ts';
import { findBrowser, launchBrowser } from '../../test/support/browser.ts';
import { ask } from '../../test/support/client.ts';
import { startDesk, type RunningDesk } from '../../test/support/running-desk.ts';
import { fillDesk } from './fill-desk.ts';

const isShort = process.argv.includes('--short');
const conversations = isShort ? 1_000 : 10_000;
const times = isShort ? 10 : 40;

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
const shown = (values: readonly number[], unit = 'ms'): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return `p50 ${at(sorted, 0.5).toFixed(0)} ${unit}, p95 ${at(sorted, 0.95).toFixed(0)} ${unit} (n ${String(values.length)})`;
};

await buildWeb();
await size();
const desk = await startDesk();
const pool = new pg.Pool({ connectionString: desk.databaseUrl });
const browser = await launchBrowser(await findBrowser(console.log));
try {
  await fillDesk(pool, conversations);
  console.log(`a desk of ${String(conversations)} open conversations`);
  const page = await enter(browser, desk);
  await cold(browser, desk, page);
  await scrolled(page);
  await switched(page);
  await typed(page);
  await arrived(page, desk);
} finally {
  await browser.close();
  await pool.end();
  await desk.stop();
}

/** What the page asks for before anything is opened. */
async function size(): Promise<void> {
  const dist = join(import.meta.dirname, '../../web/dist');
  const html = await readFile(join(dist, 'index.html'), 'utf8');
  const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
    ([, file = '']) => file,
  );
  const all = (await readdir(join(dist, 'assets'))).filter((file) => file.endsWith('.js'));
  const sizes = await Promise.all(
    first.map(async (file) => gzipSync(await readFile(join(dist, file))).length),
  );
  const total = sizes.reduce((sum, it) => sum + it, 0);
  console.log(
    `JavaScript of the first load: ${(total / 1024).toFixed(0)} kB gzip in ${String(first.length)} of ${String(all.length)} files (aim ≤ 300)`,
  );
}

async function enter(on: Browser, { api }: RunningDesk): Promise<Page> {
  const context = await on.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${api}/sign-in`);
  await page.getByRole('button', { name: 'Supervisor' }).click();
  await page.waitForURL('**/inbox/**');
  return page;
}

/** Nothing cached, until the list stands there. */
async function cold(on: Browser, { api }: RunningDesk, signedIn: Page): Promise<void> {
  const cookies = await signedIn.context().cookies();
  const took: number[] = [];
  for (let turn = 0; turn < (isShort ? 3 : 10); turn += 1) {
    const context = await on.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies(cookies);
    const page = await context.newPage();
    const begin = performance.now();
    await page.goto(`${api}/inbox/all`);
    await page.locator('[data-conversation]').first().waitFor();
    took.push(performance.now() - begin);
    await context.close();
  }
  console.log(`cold load until the list stands: ${shown(took)} (aim ≤ 1,500)`);
}

/** Frames while the list of all of them is scrolled to its end and back. */
async function scrolled(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'All open' }).click();
  await page.locator('[data-conversation]').first().waitFor();
  const frames = await page.evaluate(async () => {
    const list = document.querySelector<HTMLElement>('[data-total]');
    if (!list) return [];
    // First to the end, page after page, so that all are there to be scrolled.
    for (let turn = 0; turn < 400; turn += 1) {
      list.scrollTop = list.scrollHeight;
      const before = list.scrollHeight;
      await new Promise((resolve) => setTimeout(resolve, 60));
      for (let wait = 0; wait < 40 && list.scrollHeight === before; wait += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (list.scrollHeight === before) break;
    }
    list.scrollTop = 0;
    const gaps: number[] = [];
    let last = performance.now();
    for (let frame = 0; frame < 300; frame += 1) {
      list.scrollTop += 240;
      await new Promise(requestAnimationFrame);
      const now = performance.now();
      gaps.push(now - last);
      last = now;
    }
    return gaps;
  });
  const total = await page.locator('[data-total]').getAttribute('data-total');
  const rate = 1000 / (frames.reduce((sum, it) => sum + it, 0) / frames.length);
  console.log(
    `scrolling ${total ?? '?'} rows: ${rate.toFixed(0)} frames/s; a frame ${shown(frames)} (aim ≥ 55 frames/s)`,
  );
  await page.evaluate(() => {
    document.querySelector('[data-total]')?.scrollTo(0, 0);
  });
}

/** `j` until the next conversation's messages stand there. */
async function switched(page: Page): Promise<void> {
  await page.locator('[data-conversation]').first().click();
  await page.locator('[data-message]').first().waitFor();
  const took: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    await page.waitForTimeout(400);
    took.push(
      await page.evaluate(async () => {
        const before = location.pathname;
        const message = () =>
          document.querySelector('[data-message]')?.getAttribute('data-message');
        const old = message();
        const begin = performance.now();
        window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
        while (location.pathname === before || message() === old || message() === undefined) {
          await new Promise(requestAnimationFrame);
        }
        return performance.now() - begin;
      }),
    );
  }
  console.log(`switching to the neighbour: ${shown(took)} (aim p95 ≤ 100)`);
}

/** From the key to the frame that shows its letter, as the browser itself measures it (in steps of 8 ms). */
async function typed(page: Page): Promise<void> {
  await page.evaluate(() => {
    const kept: number[] = [];
    Object.assign(window, { kept });
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries())
        if (name === 'keydown') kept.push(duration);
    }).observe({
      type: 'event',
      durationThreshold: 16,
      buffered: false,
    } as PerformanceObserverInit);
  });
  await page.locator('#composer-text').click();
  await page.keyboard.type(
    'The quick brown fox jumps over the lazy dog. '.repeat(isShort ? 1 : 4),
    { delay: 60 },
  );
  await page.waitForTimeout(500);
  const took = await page.evaluate(() => (window as unknown as { kept: number[] }).kept);
  console.log(`key to paint: ${took.length === 0 ? 'all below 16 ms' : shown(took)} (aim ≤ 50)`);
  await page.locator('#composer-text').fill('');
}

/** From the desk's 200 to the webhook until the words stand in the open conversation. */
async function arrived(page: Page, { api, sandbox }: RunningDesk): Promise<void> {
  const customer = { id: '990001', name: 'Bench Customer', handle: 'bench' };
  const write = (text: string) =>
    ask(sandbox, 'POST', '/sandbox/telegram/inbound', { body: { kind: 'dm', customer, text } });
  await write('The first words');
  await page.goto(`${api}/inbox/all?q=Bench`);
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Bench Customer' })
    .first()
    .getByRole('link')
    .click();
  await page.getByRole('log').getByText('The first words').waitFor();
  const took: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const words = `Message number ${String(turn)}`;
    const seen = page.evaluate(async (text) => {
      const log = document.querySelector('[role=log]');
      while (!log?.textContent.includes(text)) await new Promise(requestAnimationFrame);
      return Date.now();
    }, words);
    await write(words);
    const accepted = Date.now();
    took.push(Math.max(0, (await seen) - accepted));
    await page.waitForTimeout(250);
  }
  console.log(
    `a customer's message, from the webhook's answer to the screen: ${shown(took)} (aim p95 ≤ 500)`,
  );
}
