/** A desk in processes of its own and people who work at it in a browser: as users do, by what they see. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { ask } from '../support/client.ts';
import { openBrowser } from '../support/environment.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';
import { signIn } from '../support/visit.ts';

export interface Workspace {
  desk: RunningDesk;
  browser: Browser;
  /** Somebody at a machine of their own, signed in by the form; what goes wrong in their page fails `end`. */
  signIn: (email: string, options?: { width?: number; height?: number }) => Promise<Person>;
  /** A customer writes on a platform. */
  write: (platform: string, kind: string, customer: Customer, text: string) => Promise<void>;
  end: () => Promise<void>;
}

export interface Customer {
  id: string;
  name: string;
  handle: string;
}

export interface Person {
  page: Page;
  context: BrowserContext;
}

/** What the page complained of: errors, blocked requests, anything asked of another host. */
const complaints: string[] = [];
/** Refusals are part of the work (the first look at the session is one); so is a line that a test cuts. */
const expected = /status of 4\d\d|ERR_INTERNET_DISCONNECTED/;

/** Of those that are open, the ones that somebody works in. */
const pages = new Set<Page>();

// Where a test fails on a machine that nobody can look at, what stood on the screens tells more than the line that waited.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  for (const page of pages) {
    if (page.isClosed()) continue;
    const shown = await page.locator('body').ariaSnapshot({ timeout: 5_000 }).catch(String);
    const focused = await page
      .evaluate(() => document.activeElement?.outerHTML.slice(0, 200))
      .catch(String);
    process.stderr.write(
      `${task.name}: ${page.url()}, focus on ${String(focused)}\n${shown.slice(0, 8_000)}\n`,
    );
  }
});

export async function startWorkspace(env: Record<string, string> = {}): Promise<Workspace> {
  const desk = await startDesk(env);
  const browser = await openBrowser();
  return {
    desk,
    browser,
    async signIn(email, { width = 1440, height = 900 } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB' });
      const page = await context.newPage();
      watch(page, desk.api);
      pages.add(page);
      await signIn(page, desk.api, email);
      return { page, context };
    },
    async write(platform, kind, customer, text) {
      await ask(desk.sandbox, 'POST', `/sandbox/${platform}/inbound`, {
        body: { kind, customer, text },
      });
    },
    async end() {
      await browser.close();
      await desk.stop();
      expect(complaints).toEqual([]);
    },
  };
}

function watch(page: Page, own: string): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) {
      complaints.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(own) && !url.startsWith('data:') && !url.startsWith('blob:')) {
      complaints.push(`asked elsewhere: ${url}`);
    }
  });
}
