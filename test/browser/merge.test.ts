/** One person on two platforms: an agent makes one conversation of two, answers on either thread, and takes them apart again. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, until } from '../support/client.ts';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

const tele = { id: '880401', name: 'Mila Tell', handle: 'mila_t' };
const face = { id: '880402', name: 'Mila Face', handle: 'mila_f' };

let work: Workspace;
let ana: Person;
let page: Page;

beforeAll(async () => {
  work = await startWorkspace();
  await work.write('telegram', 'dm', tele, 'Where is my lamp?');
  await work.write('facebook', 'dm', face, 'It is me again, about the lamp.');
  await linked();
  ana = await work.signIn('ana@careline.example');
  page = ana.page;
  page.setDefaultTimeout(15_000);
}, 240_000);
afterAll(() => work.end(), 60_000);

const asAdmin = <T>(method: string, path: string, body?: unknown) =>
  ask<T>(work.desk.api, method, `/api/v1${path}`, {
    token: work.desk.credentials.adminToken,
    ...(body === undefined ? {} : { body }),
  });

/** Somebody has found out that both are the same person. */
async function linked(): Promise<void> {
  const customers = async () =>
    (await asAdmin<{ data: { id: string; name: string }[] }>('GET', '/customers?limit=100')).data;
  const idOf = async ({ name }: typeof tele) => {
    const found = await until(customers, (all) => all.some((it) => it.name === name));
    return found.find((it) => it.name === name)?.id ?? '';
  };
  const [one, other] = [await idOf(tele), await idOf(face)];
  await asAdmin('POST', `/customers/${one}/link`, { customerId: other });
}

const open = async (name: string) => {
  await page.goto(`${work.desk.api}/inbox/all`);
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('link').click();
  await page.getByRole('heading', { name, level: 2 }).first().waitFor();
};
const thread = () => page.getByRole('log', { name: 'Messages' });
const head = () => page.getByRole('button', { name: 'More', exact: true });
const composer = () => page.getByRole('region', { name: 'Write' });
const bubble = (text: string) => thread().locator('article', { hasText: text });

const ledger = async (text: string) =>
  (
    await ask<{ data: { platform: string; text: string }[] }>(
      work.desk.sandbox,
      'GET',
      '/sandbox/ledger',
    )
  ).data.filter((it) => it.text === text);
const sentOn = (text: string) =>
  until(
    async () => (await ledger(text)).map(({ platform }) => platform),
    (platforms) => platforms.length > 0,
    40_000,
  );

test('merged from the menu, both threads are read as one, and each message says where it was written', async () => {
  await open(face.name);
  await head().click();
  await page.getByRole('menuitem', { name: 'Merge into…' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Telegram.*lamp/ })
    .click();
  await page.getByText('Merged.').waitFor();
  await page.getByRole('heading', { name: tele.name, level: 2 }).first().waitFor();
  await bubble('Where is my lamp?').getByText('Telegram, Direct message').waitFor();
  await bubble('It is me again').getByText('Facebook, Direct message').waitFor();
  await thread().getByText('was merged into this one').waitFor();
  // In lists it is one.
  const list = page.getByRole('list', { name: 'Conversations' });
  await list.getByText(tele.name).waitFor();
  await list.getByText(face.name).waitFor({ state: 'detached' });
}, 60_000);

test('the composer names thread and window, by default where they wrote last, and lets choose the other', async () => {
  const answersOn = (platform: string) =>
    composer().getByRole('button', { name: `${platform}, Direct message` });
  await answersOn('Facebook').waitFor();
  await composer()
    .getByText(/\d+ hrs? left$/)
    .waitFor();
  await answersOn('Facebook').click();
  await page.getByRole('menuitem', { name: 'Telegram, Direct message' }).click();
  await answersOn('Telegram').waitFor();
  // Telegram sets no end.
  expect(await composer().getByText(/left$/).count()).toBe(0);

  const box = page.getByLabel('Reply', { exact: true });
  await box.fill('Your lamp is on its way.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await bubble('Your lamp is on its way.').getByText('Telegram, Direct message').waitFor();
  expect(await sentOn('Your lamp is on its way.')).toEqual(['telegram']);

  await answersOn('Telegram').click();
  await page.getByRole('menuitem', { name: 'Facebook, Direct message' }).click();
  await box.fill('We answer you here, too.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  expect(await sentOn('We answer you here, too.')).toEqual(['facebook']);
}, 120_000);

test('what they write on either thread appears, and stops an answer that was written before', async () => {
  const box = page.getByLabel('Reply', { exact: true });
  await composer().getByRole('button', { name: 'Facebook, Direct message' }).waitFor();
  await box.fill('Anything else?');
  await work.write('telegram', 'dm', tele, 'And the shade?');
  await bubble('And the shade?').getByText('Telegram, Direct message').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('alert').getByText('And the shade?').waitFor();
  expect(await box.inputValue()).toBe('Anything else?');
  expect(await ledger('Anything else?')).toEqual([]);
  await box.fill('');
  await work.write('facebook', 'dm', face, 'And the bulb?');
  await bubble('And the bulb?').getByText('Facebook, Direct message').waitFor();
}, 60_000);

test('taken apart, each stands on its own with what is its own', async () => {
  await head().click();
  await page.getByRole('menuitem', { name: 'Take apart: Facebook, Direct message' }).click();
  await page.getByText('Taken apart.').waitFor();
  await bubble('It is me again').waitFor({ state: 'detached' });
  await bubble('And the bulb?').waitFor({ state: 'detached' });
  await bubble('Where is my lamp?').waitFor();
  await composer()
    .getByRole('button', { name: /, Direct message/ })
    .waitFor({ state: 'detached' });
  await open(face.name);
  for (const text of ['It is me again', 'We answer you here, too.', 'And the bulb?']) {
    await bubble(text).waitFor();
  }
  expect(await bubble('And the shade?').count()).toBe(0);
  await page.getByLabel('Reply', { exact: true }).fill('It is in the box.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  expect(await sentOn('It is in the box.')).toEqual(['facebook']);
  await ana.context.close();
}, 90_000);
