/**
 * `npm run screenshots`: a desk of its own with a morning's work in it, seen by an agent, a supervisor and an admin, at three
 * widths, light and dark. Writes docs/screenshots/ and the page that shows them.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildWeb } from '../../ops/build-web.ts';
import { findBrowser, launchBrowser } from '../../test/support/browser.ts';
import { startDesk, type RunningDesk } from '../../test/support/running-desk.ts';
import { signIn } from '../../test/support/visit.ts';
import { work } from './morning.ts';
import { shots, type Shot } from './shots.ts';

const docs = join(import.meta.dirname, '../../docs');
const folder = join(docs, 'screenshots');

await buildWeb();
const desk = await startDesk();
const browser = await launchBrowser(await findBrowser(console.log));
try {
  await work(desk);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const shot of shots) await take(browser, desk, shot);
  await writeFile(join(docs, 'screenshots.md'), pageOf());
} finally {
  await browser.close();
  await desk.stop();
}

async function take(on: Browser, { api }: RunningDesk, shot: Shot): Promise<void> {
  const { width, height, theme, email, path } = shot;
  const context = await on.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await signIn(page, api, email);
  await page.goto(api + path);
  await page.waitForLoadState('networkidle');
  await shot.then?.(page);
  await page.waitForTimeout(1_200);
  await page.screenshot({ path: join(folder, `${shot.file}.png`) });
  await context.close();
  console.log(shot.file);
}

function pageOf(): string {
  return [
    '# How it looks',
    '',
    'Made by `npm run screenshots`, on a desk with simulated customers.',
    '',
    ...shots.flatMap(({ file, title }) => [
      `## ${title}`,
      '',
      `![${title}](screenshots/${file}.png)`,
      '',
    ]),
  ].join('\n');
}
