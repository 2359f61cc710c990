/** The sandbox's page, as people use it: in a browser, against a sandbox alone and against a whole desk. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestSandbox } from '../sandbox/support/sandbox.ts';
import type { TestSandbox } from '../sandbox/support/sandbox.ts';
import { until } from '../support/client.ts';
import { openBrowser } from '../support/environment.ts';
import { startDesk } from '../support/running-desk.ts';
import type { RunningDesk } from '../support/running-desk.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const phone = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const messages = (page: Page, name: string) =>
  phone(page, name)
    .getByRole('list', { name: /^Messages/ })
    .getByRole('listitem');

describe('a sandbox alone', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  /** A page that tells of whatever no page should do. */
  async function open(options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage(options);
    const wrong: string[] = [];
    page.on('console', (it) => it.type() === 'error' && wrong.push(it.text()));
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('dialog', (dialog) => {
      wrong.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (it) => {
      if (!it.url().startsWith(sandbox.url) && !it.url().startsWith('blob:')) wrong.push(it.url());
    });
    await page.goto(sandbox.url);
    await page.getByRole('heading', { name: 'Telegram' }).waitFor();
    return { page, wrong };
  }

  test('six phones; a photo, a comment and a review with stars reach the platforms', async () => {
    const { page, wrong } = await open();
    expect(await page.locator('.phone').count()).toBe(6);
    const facebook = phone(page, 'Facebook');
    await facebook.getByRole('button', { name: 'Take a snapshot' }).first().click();
    await facebook.getByRole('button', { name: 'Remove' }).waitFor();
    await facebook.getByLabel(/^Write to/).fill('It came broken');
    await facebook.getByRole('button', { name: 'Send' }).first().click();
    await messages(page, 'Facebook').filter({ hasText: 'It came broken' }).locator('img').waitFor();

    await facebook.getByRole('tab', { name: 'Public' }).click();
    await facebook.getByText('New post').click();
    await facebook.getByRole('button', { name: 'Review' }).click();
    await facebook.getByRole('button', { name: '2 of 5 stars' }).click();
    await facebook.getByLabel('New post on facebook').fill('Three weeks late');
    await facebook.getByRole('button', { name: 'Publish' }).click();
    await facebook.getByText('2 of 5 stars').waitFor();

    const linkedin = phone(page, 'LinkedIn');
    await linkedin.getByLabel('Comment on linkedin').fill('200 units, please');
    await linkedin.getByLabel('Comment on linkedin').press('Enter');
    await linkedin.getByRole('listitem').filter({ hasText: '200 units, please' }).first().waitFor();
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('one can be somebody new, edit, unsend and react', async () => {
    const { page, wrong } = await open();
    const instagram = phone(page, 'Instagram');
    await instagram.getByRole('button', { name: 'Somebody new on Instagram' }).click();
    await instagram.getByLabel('Name of somebody new on instagram').fill('Zoë Ålund');
    await instagram.getByRole('button', { name: 'Be them' }).click();
    await expect.poll(() => instagram.locator('.handle').textContent()).toContain('@zoe_alund');
    const composer = instagram.getByLabel(/^Write to/);
    await composer.fill('Helo');
    await composer.press('Enter');
    const mine = messages(page, 'Instagram').filter({ hasText: 'Helo' });
    await mine.locator('summary').click();
    await mine.getByRole('button', { name: 'Edit' }).click();
    await composer.fill('Hello');
    await composer.press('Enter');
    const edited = messages(page, 'Instagram').filter({ hasText: 'Hello' });
    await edited.getByText('edited').waitFor();
    await edited.locator('summary').click();
    await edited.getByRole('button', { name: 'Unsend' }).click();
    await messages(page, 'Instagram').filter({ hasText: 'Unsent' }).waitFor();
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('a fault is pressed while it is in force, on one platform and on all', async () => {
    const { page } = await open();
    const telegram = phone(page, 'Telegram').getByRole('button', { name: /^Accept, then drop/ });
    await telegram.click();
    await expect.poll(() => telegram.getAttribute('aria-pressed')).toBe('true');
    const everywhere = page.getByRole('group', { name: 'All platforms' });
    await everywhere.getByRole('button', { name: 'Outage' }).click();
    const x = phone(page, 'X').getByRole('button', { name: 'Outage' });
    await expect.poll(() => x.getAttribute('aria-pressed')).toBe('true');
    await everywhere.getByRole('button', { name: 'Back to normal' }).click();
    await expect.poll(() => x.getAttribute('aria-pressed')).toBe('false');
    expect((await sandbox.call('GET', '/sandbox/faults')).body['data']).toEqual([]);
    await page.close();
  });

  test('a CRM shows who is in there as it is written, and its tier is changed by a choice', async () => {
    const { page, wrong } = await open();
    const crm = page.getByRole('region', { name: 'HubSpot' });
    const hostile = '<img src=x onerror=alert(1)>';
    const contact = { name: `Ana ${hostile}`, cases: [{ title: 'Broken' }] };
    const { body } = await sandbox.call('POST', '/sandbox/hubspot/contacts', contact);
    const line = crm.getByRole('listitem').filter({ hasText: `Ana ${hostile}` });
    await line.filter({ hasText: '1 case' }).waitFor();
    await line.getByRole('combobox').selectOption('gold');
    const tier = async () =>
      (await sandbox.call('GET', '/sandbox/hubspot/contacts')).body['data']!.find(
        (it) => it['id'] === body['id'],
      )?.['tier'];
    await expect.poll(tier).toBe('gold');
    const outage = crm.getByRole('button', { name: 'Outage' });
    await outage.click();
    await expect.poll(() => outage.getAttribute('aria-pressed')).toBe('true');
    const faults = async () => (await sandbox.call('GET', '/sandbox/faults')).body['data'];
    expect(await faults()).toMatchObject([{ platform: 'hubspot', kind: 'server_error' }]);
    await crm.getByRole('button', { name: 'Back to normal' }).click();
    await expect.poll(faults).toEqual([]);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('a phone shows who wrote last, until somebody is chosen by typing', async () => {
    await sandbox.inbound('x', { customer: { id: '1701', name: 'Ada' }, text: 'From Ada' });
    const { page } = await open();
    await messages(page, 'X').filter({ hasText: 'From Ada' }).waitFor();
    const said = { customer: { id: '1702', name: 'Bo' }, kind: 'mention', text: 'Public' };
    await sandbox.inbound('x', said);
    await sandbox.inbound('x', { customer: { id: '1703', name: 'Cy' }, text: 'From Cy' });
    await messages(page, 'X').filter({ hasText: 'From Cy' }).waitFor();
    await phone(page, 'X')
      .getByLabel(/^Write to/)
      .focus();
    await sandbox.inbound('x', { customer: { id: '1701', name: 'Ada' }, text: 'Ada again' });
    await page.waitForTimeout(500);
    expect(await messages(page, 'X').allTextContents()).toEqual([
      expect.stringContaining('From Cy'),
    ]);
    await page.close();
  });

  test('what is typed before it is known who is there is not lost', async () => {
    const page = await browser.newPage();
    await page.route('**/platforms/telegram/people', async (route) => {
      await new Promise((go) => setTimeout(go, 1_500));
      await route.continue();
    });
    await page.goto(sandbox.url);
    const composer = phone(page, 'Telegram').getByLabel(/^Write to/);
    await composer.fill('In a hurry');
    await composer.press('Enter');
    await messages(page, 'Telegram').filter({ hasText: 'In a hurry' }).waitFor();
    await page.close();
  });

  test('hostile words stay words', async () => {
    const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>"><svg onload=alert(3)>';
    const customer = { id: '50009999', name: `Eve ${evil}`, handle: evil };
    await sandbox.inbound('telegram', { customer, text: `Words ${evil}` });
    const said = {
      customer: { id: '2409999', name: evil },
      kind: 'comment',
      text: `Public ${evil}`,
    };
    await sandbox.inbound('facebook', said);
    const { page, wrong } = await open();
    await messages(page, 'Telegram')
      .filter({ hasText: `Words ${evil}` })
      .waitFor();
    await phone(page, 'Facebook').getByRole('tab', { name: 'Public' }).click();
    await phone(page, 'Facebook').getByText(`Public ${evil}`).waitFor();
    await page.waitForTimeout(300);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test.each([
    { width: 1440, colorScheme: 'light' },
    { width: 1440, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
  ] as const)(
    'at $width px, $colorScheme, axe finds nothing and nothing runs out at the side',
    async (it) => {
      const { width, colorScheme } = it;
      // Its own page needs scripts that the policy forbids: the page is looked at without it.
      const context = await browser.newContext({
        ...{ viewport: { width, height: 900 }, colorScheme, bypassCSP: true },
      });
      const page = await context.newPage();
      await page.goto(sandbox.url);
      await page.getByRole('heading', { name: 'Telegram' }).waitFor();
      await phone(page, 'Facebook').getByRole('tab', { name: 'Public' }).click();
      await phone(page, 'Facebook').getByText('New post').click();
      await page.waitForTimeout(500);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await context.close();
    },
  );
});

describe('with a whole desk', () => {
  let desk: RunningDesk;
  beforeAll(async () => {
    desk = await startDesk();
  }, 240_000);
  afterAll(() => desk.stop(), 60_000);

  const counter = async (page: Page, name: string) =>
    Number(await page.locator(`[data-counter=${name}]`).textContent());

  test('a customer types on Telegram, an agent’s reply arrives with its ticks, and a killed worker loses nothing', async () => {
    const page = await browser.newPage();
    await page.goto(desk.sandbox);
    const telegram = phone(page, 'Telegram');
    const composer = telegram.getByLabel(/^Write to/);
    await composer.fill('Where is my parcel?');
    await composer.press('Enter');
    await messages(page, 'Telegram').filter({ hasText: 'Where is my parcel?' }).waitFor();
    const conversation = await until(
      async () =>
        (
          await desk.asAdmin<{ data: { id: string; platform: string }[] }>(
            'GET',
            '/conversations?platform=telegram&limit=5',
          )
        ).data[0],
      (it) => it !== undefined,
    );
    await expect.poll(() => counter(page, 'applied'), { timeout: 20_000 }).toBe(1);

    const reply = (content: string) =>
      desk.asAdmin('POST', `/conversations/${conversation?.id ?? ''}/messages`, { content });
    await reply('It comes today.');
    const arrived = messages(page, 'Telegram').filter({ hasText: 'It comes today.' });
    await arrived.getByText('read').waitFor({ timeout: 20_000 });

    await telegram.getByRole('button', { name: /^Accept, then drop/ }).click();
    await page.getByRole('button', { name: /^Kill delivery/ }).click();
    await page.getByRole('button', { name: /^Kill delivery: it runs, died 1 times/ }).waitFor();
    await reply('Between four and six.');
    await messages(page, 'Telegram')
      .filter({ hasText: 'Between four and six.' })
      .waitFor({ timeout: 40_000 });
    await composer.fill('Thank you!');
    await composer.press('Enter');
    await expect.poll(() => counter(page, 'applied'), { timeout: 40_000 }).toBe(2);
    expect(await counter(page, 'accepted')).toBe(2);
    expect(await counter(page, 'lost')).toBe(0);
    expect(await counter(page, 'doubled')).toBe(0);
    const twice = messages(page, 'Telegram').filter({ hasText: 'Between four and six.' });
    expect(await twice.count()).toBe(1);
    await page.close();
  }, 180_000);
});
