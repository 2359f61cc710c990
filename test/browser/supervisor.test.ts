/** A supervisor's day: what waits and what is late is seen at once, and something is done about it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

let work: Workspace;
let supervisor: Person;
/** Long enough to be seen on its way, short enough to be missed while one looks. */
const promisedSeconds = 20;

beforeAll(async () => {
  work = await startWorkspace();
  await promise(promisedSeconds / 60);
  // Nobody is given anything by itself, and nothing that somebody has is given back.
  await everybody('away');
  supervisor = await work.signIn('sofia@careline.example');
  supervisor.page.setDefaultTimeout(10_000);
}, 240_000);
afterAll(() => work.end(), 60_000);

interface Row {
  id: string;
  name: string;
  role: string;
  version: number;
  config: { businessHoursOnly: boolean };
}

const rowsOf = async (path: string) => (await work.desk.asAdmin<{ data: Row[] }>('GET', path)).data;

/** Every policy promises a first answer so soon. */
async function promise(firstResponseMinutes: number): Promise<void> {
  for (const { id, version, config } of await rowsOf('/sla-policies')) {
    const changed = { ...config, firstResponseMinutes, businessHoursOnly: false };
    await work.desk.asAdmin(
      'PATCH',
      `/sla-policies/${id}`,
      { config: changed },
      { 'if-match': `"${version}"` },
    );
  }
}

async function everybody(availability: string): Promise<void> {
  for (const { id, role } of await rowsOf('/agents?limit=100')) {
    if (role !== 'viewer')
      await work.desk.asAdmin('PUT', `/agents/${id}/availability`, { availability });
  }
}

const figure = (page: Page, name: string) => page.locator(`[data-figure="${name}"] strong`);
const shown = async (page: Page, name: string) => (await figure(page, name).textContent())?.trim();

const becomes = (page: Page, name: string, value: RegExp, timeout = 5_000) =>
  expect.poll(() => shown(page, name), { timeout, interval: 50 }).toMatch(value);

const una = { id: '880301', name: 'Una Eilig', handle: 'una' };
const vic = { id: '880302', name: 'Vic Tardy', handle: 'vic' };

test('the figures follow what customers write, within two seconds', async () => {
  const { page } = supervisor;
  await page.getByRole('link', { name: 'Wallboard' }).click();
  await becomes(page, 'waiting', /^0$/);
  await work.write('telegram', 'dm', una, 'Is anybody there?');
  await queued('Una Eilig');
  await becomes(page, 'waiting', /^1$/, 2_000);
  await becomes(page, 'oldest', /^\d+ sec$/);
  await work.write('telegram', 'dm', vic, 'And here?');
  await queued('Vic Tardy');
  await becomes(page, 'waiting', /^2$/, 2_000);
}, 60_000);

/** Until the desk itself says that they wait: from then on the clock of the page runs. */
async function queued(name: string): Promise<void> {
  const waiting = () =>
    work.desk.asAdmin<{ data: { customerName: string }[] }>('GET', '/conversations?waiting=true');
  await expect
    .poll(async () => (await waiting()).data.some((it) => it.customerName === name), {
      timeout: 10_000,
      interval: 30,
    })
    .toBe(true);
}

test('what is overdue is one click away: the inbox shows exactly those', async () => {
  const { page } = supervisor;
  await becomes(page, 'breached', /^2$/, (promisedSeconds + 10) * 1_000);
  await figure(page, 'breached').click();
  await page.waitForURL('**/inbox/all?**');
  const list = page.getByRole('list', { name: 'Conversations' });
  await list.getByText('Una Eilig').waitFor();
  expect(await list.getByRole('listitem').count()).toBe(2);
  await page.goBack();
}, 60_000);

test('one is taken over, and so belongs to whoever took it', async () => {
  const { page } = supervisor;
  const row = page.getByRole('row').filter({ hasText: 'Una Eilig' });
  await row.getByRole('button', { name: 'Take over' }).click();
  await row.getByText('Sofia Lindqvist').waitFor();
  await row.getByRole('button', { name: 'Take over' }).waitFor({ state: 'detached' });
  await becomes(page, 'waiting', /^1$/);
  expect(await row.getByRole('link', { name: 'Open the workflow' }).getAttribute('href')).toMatch(
    /workflows\/conversation%2Ftelegram%2F/,
  );
  await row.getByRole('link', { name: 'Una Eilig' }).click();
  await page.getByRole('log').getByText('Is anybody there?').waitFor();
  await page.goBack();
}, 60_000);

test('the others are given to somebody together', async () => {
  const { page } = supervisor;
  for (const name of ['Una Eilig', 'Vic Tardy']) {
    await page.getByRole('checkbox', { name: `Select ${name}` }).check();
  }
  await page.getByRole('toolbar').getByRole('button', { name: 'Assign' }).click();
  await page.getByRole('menuitem', { name: /Ben Okafor/ }).click();
  await page.getByText('Done for 2 conversations.').waitFor();
  for (const name of ['Una Eilig', 'Vic Tardy']) {
    await page.getByRole('row').filter({ hasText: name }).getByText('Ben Okafor').waitFor();
  }
  await becomes(page, 'waiting', /^0$/);
}, 60_000);

test('an agent is set online, paused, and taken offline after being asked', async () => {
  const { page } = supervisor;
  const ben = page.getByRole('listitem').filter({ hasText: 'Ben Okafor' });
  const set = async (to: string) => {
    await ben.getByRole('button', { name: /Change availability/ }).click();
    await page.getByRole('menuitem', { name: to }).click();
  };
  await set('Set online');
  await page.getByText('Ben Okafor is now: Online.').waitFor();
  await set('Pause (away)');
  await page.getByText('Ben Okafor is now: Away.').waitFor();
  const kept = (await rowsOf('/agents?limit=100')).find(({ name }) => name === 'Ben Okafor');
  expect(kept).toMatchObject({ availability: 'away' });
  await set('Take offline');
  await page.getByRole('dialog').getByRole('button', { name: 'Take offline' }).click();
  await page.getByText('Ben Okafor is now: Offline.').waitFor();
}, 60_000);

test('the screen on the wall shows the same numbers, has nothing to press, and comes back by itself', async () => {
  const { page, context } = supervisor;
  const names = ['waiting', 'atRisk', 'breached'];
  const all = async (from: Page) => Promise.all(names.map((name) => shown(from, name)));
  const wall = await context.newPage();
  await wall.setViewportSize({ width: 1920, height: 1080 });
  await wall.goto(`${work.desk.api}/wallboard?tv=true`);
  await figure(wall, 'breached').waitFor();
  await expect
    .poll(async () => String(await all(wall)) === String(await all(page)), { timeout: 5_000 })
    .toBe(true);
  expect(await wall.getByRole('button').count()).toBe(0);
  const size = (name: string) =>
    figure(wall, name).evaluate((it) => Number.parseFloat(getComputedStyle(it).fontSize));
  expect(await size('breached')).toBeGreaterThan(120);

  await wall.route('**/api/v1/wallboard', (route) => route.abort());
  await wall.getByText(/No connection, as of/).waitFor();
  await wall.unroute('**/api/v1/wallboard');
  await wall.getByText(/No connection, as of/).waitFor({ state: 'detached' });
  await wall.keyboard.press('Escape');
  await wall.getByRole('heading', { name: 'Wallboard' }).waitFor();
  await wall.close();
}, 60_000);

test('today is told in figures, as a table too, and as a file', async () => {
  const { page } = supervisor;
  await page.getByRole('navigation', { name: 'Wallboard' }).getByText('Today').click();
  const tile = page.locator('[data-tile="new"]');
  await tile.locator('strong', { hasText: /^\d+$/ }).waitFor();
  await page.getByText('As a table').click();
  await page.getByRole('columnheader', { name: 'Hour' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('conversations.csv');
}, 60_000);

test('who is no supervisor is not shown any of it', async () => {
  const { page, context } = await work.signIn('ana@careline.example');
  expect(await page.getByRole('link', { name: 'Wallboard' }).count()).toBe(0);
  await page.goto(`${work.desk.api}/wallboard`);
  await page.getByText('Your role does not include this.').waitFor();
  await context.close();
}, 60_000);
