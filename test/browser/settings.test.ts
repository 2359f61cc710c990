/** The admin's day: an account is connected, a promise is made, somebody is invited; a viewer sees none of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { secret, startOtherCrm, type OtherCrm } from '../crm/other-crm.ts';
import { ask } from '../support/client.ts';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

let crm: OtherCrm;
let work: Workspace;
let admin: Person;

beforeAll(async () => {
  crm = await startOtherCrm();
  work = await startWorkspace({ CRM_TRUSTED_ORIGINS: crm.url });
  admin = await work.signIn('adam@careline.example');
  admin.page.setDefaultTimeout(15_000);
}, 240_000);
afterAll(async () => {
  await work.end();
  await crm.end();
}, 60_000);

const open = async ({ page }: Person, section: string) => {
  await page.goto(`${work.desk.api}/settings/${section}`);
};

interface SandboxAccount {
  externalId: string;
  baseUrl: string;
  credentials: { botToken: string };
}

test('an admin connects a Telegram bot, has its events sent here, and sees it healthy', async () => {
  const bot = await ask<SandboxAccount>(work.desk.sandbox, 'POST', '/sandbox/accounts', {
    body: { platform: 'telegram', name: 'night_desk_bot' },
  });
  const { page } = admin;
  await open(admin, 'accounts');
  await page.getByRole('button', { name: 'Connect an account' }).click();
  await page.getByRole('button', { name: /^Telegram/ }).click();
  await page.getByLabel('Name').fill('Night desk');
  // The id is read from the token.
  await page.getByLabel('Bot token').fill(`${bot.externalId}:wrong`);
  expect(await page.getByLabel('Bot id').inputValue()).toBe(bot.externalId);
  await page.getByText('Rarely needed').click();
  await page.getByLabel('Address of its API').fill(bot.baseUrl);

  // What the platform refuses stands where it can be mended; nothing was made.
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'credentials' }).waitFor();
  await page.getByLabel('Bot token').fill(bot.credentials.botToken);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();

  const account = page.getByRole('dialog', { name: 'Night desk · Telegram' });
  await account
    .getByText('The token works and belongs to')
    .or(account.getByText('does not send'))
    .first()
    .waitFor();
  expect(await account.getByLabel('Webhook address', { exact: true }).textContent()).toContain(
    `/webhooks/telegram?account=${bot.externalId}`,
  );
  expect(await account.getByLabel('Webhook secret', { exact: true }).textContent()).toMatch(
    /^\w{48}$/,
  );
  // The account's own workflow subscribes what is new, before the page asked or a moment later.
  const comes = account.getByText('Its events come to this desk.');
  const checkNow = account.getByRole('button', { name: 'Check now' });
  const isThere = async () => {
    await checkNow.click();
    return comes.isVisible();
  };
  await expect.poll(isThere, { timeout: 15_000, interval: 500 }).toBe(true);
  // Taken away over there, somebody need not wait until it looks again.
  await fetch(`${bot.baseUrl}/bot${bot.credentials.botToken}/deleteWebhook`, { method: 'POST' });
  await checkNow.click();
  await account.getByRole('button', { name: 'Have events sent here' }).click();
  await comes.waitFor();
  await account.getByRole('button', { name: 'Close' }).click();
  const row = page.getByRole('row', { name: /Night desk/ });
  await row.getByText('Healthy').waitFor();
});

test('an admin makes a policy and sees what it would mean for a message now', async () => {
  const { page } = admin;
  await open(admin, 'sla');
  await page.getByRole('button', { name: 'New policy' }).click();
  await page.getByLabel('Name').fill('Weekend');
  await page.getByText('Only in business hours').click();
  await page.getByLabel('Time zone').fill('UTC');
  const preview = page.getByRole('region', { name: 'Preview' });
  const due = preview
    .getByText('Resolution', { exact: true })
    .locator('xpath=following-sibling::dd');
  await expect.poll(() => due.textContent()).toMatch(/\d\d:\d\d/);
  const before = await due.textContent();
  // Ten times as long: the preview is worked out anew by the rules themselves.
  await page.getByRole('spinbutton', { name: 'Resolution' }).first().fill('240');
  await expect.poll(() => due.textContent()).not.toBe(before);

  // A time that is none is refused beside it, and nothing is saved.
  await page.getByLabel('Time zone').fill('Europe/Nowhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').filter({ hasText: 'timezone' }).waitFor();
  await page.getByLabel('Time zone').fill('Europe/Lisbon');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /Weekend.*Europe\/Lisbon/ }).waitFor();
});

test('an invited agent chooses a password by the link, and is in', async () => {
  const { page } = admin;
  await open(admin, 'people');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByLabel('Name').fill('Nora Quist');
  await page.getByLabel('Email').fill('nora@careline.example');
  await page.getByRole('button', { name: 'Invite', exact: true }).last().click();
  const link = await page.getByRole('dialog').getByLabel('Link', { exact: true }).textContent();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('row', { name: /Nora Quist/ }).waitFor();

  const context = await work.browser.newContext();
  const theirs = await context.newPage();
  await theirs.goto(link ?? '');
  await theirs.getByLabel('New password').fill('a long night shift');
  await theirs.getByLabel('Once more').fill('a long night shift');
  await theirs.getByRole('button', { name: 'Go in' }).click();
  await theirs.waitForURL('**/inbox/**');
  await theirs.getByRole('button', { name: /^Nora Quist/ }).waitFor();

  // It opened once.
  const again = await context.newPage();
  await again.goto(link ?? '');
  await again.getByLabel('New password').fill('another long shift');
  await again.getByLabel('Once more').fill('another long shift');
  await again.getByRole('button', { name: 'Go in' }).click();
  await again.getByRole('alert').waitFor();
  await context.close();
});

test('rules are moved without a mouse, and the order stays', async () => {
  const { page } = admin;
  await open(admin, 'routing');
  const names = async () => page.getByRole('listitem').locator('b').allTextContents();
  await page.getByRole('button', { name: 'Move French up' }).focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await names()).slice(0, 3))
    .toEqual(['Spanish', 'French', 'Portuguese']);
  await page.reload();
  await expect
    .poll(async () => (await names()).slice(0, 3))
    .toEqual(['Spanish', 'French', 'Portuguese']);
  await page.getByRole('button', { name: 'Try the rules' }).click();
  await page.getByRole('region', { name: 'What each rule takes' }).waitFor();
});

test('what the assistant may cost is refused beside its field, and kept once it is right', async () => {
  const { page } = admin;
  await open(admin, 'workspace');
  const tokens = page.getByLabel('The model’s tokens in a day, at most');
  const money = page.getByLabel('What the model may cost in a day');
  await tokens.fill('-5');
  await money.fill('0.5');
  await page.getByRole('button', { name: /The team’s language$/ }).click();
  await page.getByRole('option', { name: 'German' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => tokens.getAttribute('aria-invalid')).toBe('true');
  const described = (await tokens.getAttribute('aria-describedby')) ?? '';
  expect(await page.locator(`[id="${described.split(' ').at(-1) ?? ''}"]`).textContent()).not.toBe(
    '',
  );
  expect(await money.inputValue()).toBe('0.5');
  await tokens.fill('2000000');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').first().waitFor();
  const { assist } = await work.desk.asAdmin<{ assist: unknown }>('GET', '/settings');
  expect(assist).toMatchObject({
    teamLanguage: 'de',
    budget: { tokensPerDay: 2_000_000, costPerDay: 0.5 },
  });
  // Left open again.
  await page.getByLabel('What the model may cost in a day').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect
    .poll(async () => {
      const stored = await work.desk.asAdmin<{ assist: { budget: object } }>('GET', '/settings');
      return 'costPerDay' in stored.assist.budget;
    })
    .toBe(false);
}, 60_000);

test('a viewer sees none of it', async () => {
  const viewer = await work.signIn('vera@careline.example');
  await open(viewer, 'profile');
  const sections = viewer.page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await sections.first().waitFor();
  expect(await sections.allTextContents()).toEqual(['You', 'Saved views']);
  for (const section of ['accounts', 'people', 'sla', 'routing', 'workspace', 'tokens', 'audit']) {
    await open(viewer, section);
    await viewer.page.getByText('Your role does not include this.').waitFor();
  }
});

const tokens = (page: Page) => page.getByRole('button', { name: 'New token' });

test('a section that cannot be fetched without a line is there when it is tried again with one', async () => {
  const { page, context } = await work.signIn('adam@careline.example');
  await open({ page, context }, 'profile');
  const section = page.getByRole('link', { name: 'API tokens' });
  await section.waitFor();
  await context.setOffline(true);
  await section.click();
  const again = page.getByRole('button', { name: 'Try again' });
  await again.click();
  await page.getByRole('alert').filter({ hasText: 'No connection.' }).waitFor();
  // No page of the browser's own: the desk still stands around it.
  await again.waitFor();
  await context.setOffline(false);
  await again.click();
  await tokens(page).waitFor();
  await context.close();
});

test('a page whose parts are gone with a new release loads itself anew, once', async () => {
  const { page, context } = await work.signIn('adam@careline.example');
  await open({ page, context }, 'profile');
  const section = page.getByRole('link', { name: 'API tokens' });
  await section.waitFor();
  let loads = 0;
  page.on('load', () => (loads += 1));
  const gone = /assets\/tokens-section/;
  await page.route(gone, (route) => route.fulfill({ status: 404 }));
  await section.click();
  await expect.poll(() => loads, { timeout: 15_000 }).toBe(1);
  await page.getByText('This part could not be loaded.').waitFor();
  await page.unroute(gone);
  await page.getByRole('button', { name: 'Try again' }).click();
  await tokens(page).waitFor();
  expect(loads).toBe(2);
  await context.close();
});

test('an admin connects a CRM; its card stands beside the conversation, while it is away too', async () => {
  const { page } = admin;
  await open(admin, 'crm');
  await page.getByRole('button', { name: 'Connect a CRM' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Kind$/ }).click();
  await page.getByRole('option', { name: 'HubSpot' }).click();
  // What opens it is asked for in words, and is not shown while it is typed.
  for (const [label, type] of [
    ['Private app token', 'password'],
    ['Client secret', 'password'],
    ['Field with the tier', 'text'],
  ] as const) {
    const field = dialog.getByLabel(label, { exact: true });
    expect(await field.getAttribute('type'), label).toBe(type);
  }
  await dialog.getByRole('button', { name: /Kind$/ }).click();
  await page.getByRole('option', { name: 'Webhook' }).click();
  await dialog.getByLabel('Name').fill('Our CRM');
  await dialog.getByLabel('Address').fill(crm.url);
  await dialog.getByLabel('Shared secret').fill('wrong');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await dialog.getByText('bad signature').first().waitFor();
  await dialog.getByLabel('Shared secret').fill(secret);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const row = page.getByRole('row', { name: /Our CRM.*Works/ });
  await row.getByRole('button', { name: /^Edit/ }).click();
  const kept = dialog.getByLabel('Shared secret');
  expect([await kept.inputValue(), await kept.getAttribute('placeholder')]).toEqual([
    ...['', 'stays as it is'],
  ]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Add a tier' }).click();
  await page.getByLabel('Tier, as the CRM calls it').fill('Gold');
  await page.getByRole('button', { name: /Priority$/ }).click();
  await page.getByRole('option', { name: 'High' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').last().waitFor();

  crm.newContact = { tier: 'Gold', owner: { externalId: 'o', name: 'Olga Owner' } };
  const lena = { id: '880601', name: 'Lena Vogt', handle: 'lenav' };
  await work.write('telegram', 'dm', lena, 'The parcel is not here.');
  await page.goto(`${work.desk.api}/inbox/all`);
  await page.getByRole('listitem').filter({ hasText: lena.name }).getByRole('link').click();
  const panel = page.getByRole('region', { name: 'CRM' });
  await panel.getByText('Gold').waitFor();
  await panel.getByText('Olga Owner').waitFor();
  // What its tier promises holds already.
  await page.getByText('High priority').waitFor();

  crm.fault = 'broken';
  await panel.getByRole('button', { name: 'New case' }).click();
  await dialog.getByLabel('What it is about').fill('Lost parcel');
  await dialog.getByRole('button', { name: 'Create the case' }).click();
  await panel.getByText('does not answer').waitFor();
  await panel.getByText('On its way').waitFor();
  await panel.getByText('Gold').waitFor();
  crm.fault = 'none';
  await panel.getByRole('definition').getByText('Lost parcel').waitFor();

  // What it refuses, admins hear of, and have it told again.
  crm.fault = 'refuse';
  await panel.getByRole('button', { name: 'New case' }).click();
  await dialog.getByLabel('What it is about').fill('Second parcel');
  await dialog.getByRole('button', { name: 'Create the case' }).click();
  await panel.getByText('Refused', { exact: true }).waitFor();
  crm.fault = 'none';
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await page.getByRole('button', { name: /^Our CRM: the CRM does not take/ }).click();
  await page.getByRole('button', { name: 'Tell it again' }).click();
  await page.getByRole('button', { name: 'Tell it again' }).waitFor({ state: 'detached' });
  await expect
    .poll(() => [...crm.cases.values()].map(({ title }) => title))
    .toContain('Second parcel');
}, 90_000);
