/** axe on every screen, light and dark: nothing serious or critical. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test, vi } from 'vitest';
import { openConversation } from '../support/visit.ts';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

// Much of its time a page waits: two are looked at at once.
const atOnce = 2;
vi.setConfig({ maxConcurrency: atOnce });

let work: Workspace;
/** Whose pages nobody looks at at the moment. */
let idle: Person[];
let conversationPath: string;

beforeAll(async () => {
  work = await startWorkspace();
  await work.write(
    'telegram',
    'dm',
    { id: '880401', name: 'Axel Ess', handle: 'axe' },
    'Can everybody read this?',
  );
  await work.write(
    'facebook',
    'comment',
    { id: '7880402', name: 'Bea Ess', handle: 'bea' },
    'And this?',
  );
  idle = await Promise.all(
    Array.from({ length: atOnce }, () => work.signIn('adam@careline.example')),
  );
  const { page } = idle[0]!;
  await page.goto(`${work.desk.api}/inbox/all`);
  await openConversation(page, 'Axel Ess');
  await page.getByRole('log').getByText('Can everybody read this?').waitFor();
  conversationPath = new URL(page.url()).pathname;
}, 240_000);
afterAll(() => work.end(), 60_000);

const themes = ['light', 'dark'] as const;

const screens: { name: string; path: () => string; then?: (person: Person) => Promise<void> }[] = [
  { name: 'the inbox', path: () => '/inbox/all' },
  { name: 'a conversation', path: () => conversationPath },
  {
    name: 'the palette',
    path: () => conversationPath,
    then: async ({ page }) => {
      await page.getByRole('log').waitFor();
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Search conversations, or type a command').waitFor();
    },
  },
  {
    name: 'the sheet of keys',
    path: () => conversationPath,
    then: async ({ page }) => {
      await page.getByRole('log').waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'a note being written',
    path: () => conversationPath,
    then: async ({ page }) => {
      await page.getByRole('tab', { name: 'Note' }).click();
    },
  },
  {
    name: 'the question before a public reply',
    path: () => '/inbox/all',
    then: async ({ page }) => {
      await page.getByRole('listitem').filter({ hasText: 'Bea Ess' }).getByRole('link').click();
      await page.getByLabel('Public reply, everybody can read it').fill('Everybody can.');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('dialog', { name: 'Everybody can read this' }).waitFor();
    },
  },
  { name: 'the page of replies for later', path: () => '/inbox/scheduled' },
  {
    name: 'a reply for later',
    path: () => conversationPath,
    then: async ({ page }) => {
      await page.getByLabel('Reply', { exact: true }).fill('On Monday.');
      await page.getByRole('button', { name: 'Other ways to send' }).click();
      await page.getByRole('menuitem', { name: 'Send later' }).click();
      await page.getByRole('button', { name: 'Next week' }).click();
      await page.getByRole('link', { name: /^Scheduled \d/ }).click();
      await page.getByRole('listitem').filter({ hasText: 'On Monday.' }).waitFor();
    },
  },
  { name: 'customers', path: () => '/customers' },
  {
    name: 'a customer',
    path: () => '/customers?q=Axel',
    then: async ({ page }) => {
      await page.getByRole('link', { name: /Axel Ess/ }).click();
      await page.getByRole('region', { name: 'Also known as' }).waitFor();
    },
  },
  {
    name: 'whom to link',
    path: () => conversationPath,
    then: async ({ page }) => {
      await page.getByRole('button', { name: 'Link another identity' }).click();
      await page.getByLabel('Search by name or handle').fill('Ess');
      await page.getByRole('option', { name: /Bea Ess/ }).click();
    },
  },
  {
    name: 'an address that is none',
    path: () => conversationPath,
    then: async ({ page }) => {
      await page.getByText('Suggestions').click();
      await page.getByRole('button', { name: 'Add an address or number' }).click();
      await page.getByLabel('Address', { exact: true }).fill('axel');
      await page.keyboard.press('Enter');
      await page.getByText('An address, like ana@example.org').waitFor();
    },
  },
  { name: 'what the desk knows', path: () => '/knowledge' },
  {
    name: 'an article',
    path: () => '/knowledge?q=refund',
    then: async ({ page }) => {
      await page.getByRole('listitem').getByRole('link').first().click();
      await page.getByRole('button', { name: 'Preview' }).click();
    },
  },
  { name: 'a new article', path: () => '/knowledge?article=new' },
  { name: 'what nothing answers', path: () => '/knowledge?tab=gaps' },
  {
    name: 'articles from elsewhere',
    path: () => '/knowledge',
    then: async ({ page }) => {
      await page.getByRole('button', { name: 'Import articles' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'a question tried',
    path: () => conversationPath,
    then: async ({ page }) => {
      await page.getByRole('button', { name: 'Search knowledge' }).click();
      await page.getByLabel('Question').fill('How do I get a refund?');
      await page.getByRole('listitem').getByRole('button', { name: 'Insert' }).first().waitFor();
    },
  },
  { name: 'the wallboard', path: () => '/wallboard' },
  { name: 'the last days', path: () => '/wallboard?show=week' },
  { name: 'what the assistant did', path: () => '/wallboard/assistant' },
  { name: 'the screen on the wall', path: () => '/wallboard?tv=true' },
  ...[
    'profile',
    'workspace',
    'accounts',
    'automatic-answers',
    'crm',
    'people',
    'teams',
    'routing',
    'sla',
    'canned-replies',
    'macros',
    'tags',
    'fields',
    'views',
    'tokens',
    'dead-letters',
    'audit',
  ].map((section) => ({ name: `settings: ${section}`, path: () => `/settings/${section}` })),
  ...[
    { section: 'accounts', button: 'Connect an account' },
    { section: 'accounts', button: 'Open harbour_support_bot' },
    { section: 'automatic-answers', button: 'Allow automatic answers' },
    { section: 'crm', button: 'Connect a CRM' },
    { section: 'people', button: 'Invite' },
    { section: 'sla', button: 'Edit Office hours' },
    { section: 'routing', button: 'Edit Spanish' },
    { section: 'canned-replies', button: 'New reply' },
    { section: 'macros', button: 'New macro' },
    { section: 'tokens', button: 'New token' },
  ].map(({ section, button }) => ({
    name: `settings: ${section}, ${button}`,
    path: () => `/settings/${section}`,
    async then({ page }: Person) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
  })),
];

async function graveOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

test.concurrent.for(screens)(
  '$name',
  { timeout: 60_000 },
  async ({ path, then }, { expect, onTestFinished }) => {
    const person = idle.pop();
    if (!person) throw new Error('everybody is busy');
    onTestFinished(() => void idle.push(person));
    const { page } = person;
    await page.emulateMedia({ colorScheme: themes[0] });
    await page.goto(work.desk.api + path());
    await page.waitForLoadState('networkidle');
    await then?.(person);
    // The machine's colours change while one looks: the same page, in the other ones.
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForTimeout(300);
      expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
      expect(await graveOf(page), theme).toEqual([]);
    }
  },
);
