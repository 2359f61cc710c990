/** A Chromium for the tests: found on this machine, or fetched once. */
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { OpsError } from '../../ops/processes.ts';
import { findOnPath, installDebianPackage, isExecutable, runLong } from '../../ops/tools.ts';

type Say = (line: string) => void;

const root = join(import.meta.dirname, '../..');
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * The program: `CHROMIUM_PATH`, one on this machine, Playwright's own download, or Debian's package.
 * @throws OpsError in one sentence when none of these is possible.
 */
export async function findBrowser(say: Say, given = process.env['CHROMIUM_PATH']): Promise<string> {
  if (given) {
    if (await isExecutable(given)) return given;
    throw new OpsError(`CHROMIUM_PATH is ${given}, which is no program that can be run.`);
  }
  const found = (await onThisMachine()) ?? (await playwrights(say)) ?? (await debians(say));
  if (found) return found;
  throw new OpsError(
    'The tests need a Chromium and none can be fetched here: install Chromium or Chrome, or set CHROMIUM_PATH.',
  );
}

/** @param program as `findBrowser` found it. */
export const launchBrowser = (program: string): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: flags });

/** Nothing but what a test asks for leaves the machine; a container has no sandbox to offer. */
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'],
  ...['--no-first-run', '--disable-background-networking', '--disable-component-update'],
  '--disable-sync',
];

async function onThisMachine(): Promise<string | undefined> {
  for (const name of names) {
    const found = await findOnPath(name);
    if (found) return found;
  }
  for (const file of elsewhere) if (await isExecutable(file)) return file;
  return undefined;
}

/** The build that belongs to this version of Playwright; it may lack libraries, which Debian's package brings. */
async function playwrights(say: Say): Promise<string | undefined> {
  const program = chromium.executablePath();
  if (!(await isExecutable(program))) {
    if (!(await canDownload())) return undefined;
    say('Chromium is downloaded (about 170 MB, once)');
    const cli = join(root, 'node_modules/playwright-core/cli.js');
    const args = [cli, 'install', 'chromium', '--no-shell'];
    const failed = await runLong('Chromium', process.execPath, args, { say }).catch(asText);
    if (failed !== undefined) say(failed);
  }
  return (await works(program)) ? program : undefined;
}

async function debians(say: Say): Promise<string | undefined> {
  await installDebianPackage('chromium', say);
  return onThisMachine();
}

const works = (program: string): Promise<boolean> =>
  launchBrowser(program).then(
    async (browser) => {
      await browser.close();
      return true;
    },
    () => false,
  );

/** Else the download would be tried for minutes. */
const canDownload = (): Promise<boolean> =>
  fetch('https://cdn.playwright.dev/', { method: 'HEAD', signal: AbortSignal.timeout(4_000) }).then(
    () => true,
    () => false,
  );

const asText = (error: unknown) => (error instanceof Error ? error.message : String(error));
