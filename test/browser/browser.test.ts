import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findBrowser } from '../support/browser.ts';
import { openBrowser } from '../support/environment.ts';

const silent = () => undefined;

test('a browser opens and shows a page', async () => {
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.setContent('<h1>Careline</h1>');
  expect(await page.getByRole('heading').textContent()).toBe('Careline');
});

test('CHROMIUM_PATH comes before what is on the machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'my-chromium');
  await writeFile(program, '#!/bin/sh\n');
  await expect(findBrowser(silent, program)).rejects.toThrow(/CHROMIUM_PATH is .*my-chromium/);
  await chmod(program, 0o755);
  expect(await findBrowser(silent, program)).toBe(program);
});
