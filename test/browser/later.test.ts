/** What is not said yet: words that were begun, and replies that go out later. None of them is lost from sight. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConversation } from '../support/visit.ts';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

let work: Workspace;

beforeAll(async () => {
  work = await startWorkspace();
}, 240_000);
afterAll(() => work.end(), 60_000);

const rowOf = ({ page }: Person, name: string) =>
  page.getByRole('listitem').filter({ hasText: name });

const open = ({ page }: Person, name: string) => openConversation(page, name);

const dm = (id: string, name: string, text: string) =>
  work.write('telegram', 'dm', { id, name, handle: `c${id}` }, text);

test('the queue says where words were begun, on each of my machines, until they are sent or taken out', async () => {
  await dm('881001', 'Dora Entwurf', 'Is it blue?');
  await dm('881002', 'Emil Nachbar', 'Hello?');
  const desk = await work.signIn('ana@careline.example');
  const laptop = await work.signIn('ana@careline.example');
  const colleague = await work.signIn('ben@careline.example');
  for (const { page } of [desk, laptop, colleague]) await page.goto(`${work.desk.api}/inbox/all`);

  await open(desk, 'Dora Entwurf');
  const box = desk.page.getByLabel('Reply', { exact: true });
  await box.fill('Blue, and there is a green one');
  const words = 'Draft: Blue, and there is a green one';
  // While it is open they stand in the composer.
  expect(await rowOf(desk, 'Dora Entwurf').getByText('Draft:').count()).toBe(0);
  await rowOf(laptop, 'Dora Entwurf').getByText(words).waitFor();
  await open(desk, 'Emil Nachbar');
  await rowOf(desk, 'Dora Entwurf').getByText(words).waitFor();
  await desk.page.getByRole('tab', { name: 'Note' }).click();
  await desk.page.getByLabel('Note for the team').fill('Ask Dora first');
  await open(desk, 'Dora Entwurf');
  await rowOf(desk, 'Emil Nachbar').getByText('Draft of a note: Ask Dora first').waitFor();
  // Nobody else sees any of it.
  await rowOf(colleague, 'Dora Entwurf').getByText('Is it blue?').waitFor();
  expect(await colleague.page.getByText('Draft').count()).toBe(0);

  // Sent: gone everywhere.
  await desk.page.getByRole('button', { name: 'Send', exact: true }).click();
  await rowOf(laptop, 'Dora Entwurf').getByText('Draft:').waitFor({ state: 'detached' });
  // Taken out on the other machine: gone here.
  await open(laptop, 'Emil Nachbar');
  await laptop.page.getByRole('tab', { name: 'Note' }).click();
  const note = laptop.page.getByLabel('Note for the team');
  await expect.poll(() => note.inputValue()).toBe('Ask Dora first');
  await open(desk, 'Emil Nachbar');
  await desk.page.getByRole('tab', { name: 'Note' }).click();
  await desk.page.getByLabel('Note for the team').fill('');
  await open(desk, 'Dora Entwurf');
  expect(await rowOf(desk, 'Emil Nachbar').getByText('Draft').count()).toBe(0);
  await desk.page.waitForTimeout(2_000);
  expect(await rowOf(desk, 'Emil Nachbar').getByText('Draft').count()).toBe(0);
  for (const { context } of [desk, laptop, colleague]) await context.close();
}, 120_000);

test('who signs in at the same machine after me sees nothing of what I began', async () => {
  await dm('881003', 'Sigi Ablage', 'Psst?');
  const { page, context } = await work.signIn('ana@careline.example');
  await page.goto(`${work.desk.api}/inbox/all`);
  await open({ page, context }, 'Sigi Ablage');
  await page.getByLabel('Reply', { exact: true }).fill('Between us');
  await page.waitForTimeout(1_500);
  await page.request.delete(`${work.desk.api}/api/v1/session`);
  await page.goto(`${work.desk.api}/sign-in`);
  await page.getByLabel('Email').fill('ben@careline.example');
  await page.getByLabel('Password').fill('careline-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/inbox/**');
  await page.goto(`${work.desk.api}/inbox/all`);
  const person = { page, context };
  await rowOf(person, 'Sigi Ablage').getByText('Psst?').waitFor();
  await open(person, 'Sigi Ablage');
  expect(await page.getByLabel('Reply', { exact: true }).inputValue()).toBe('');
  expect(await page.getByText('Between us').count()).toBe(0);
  await context.close();
}, 60_000);
