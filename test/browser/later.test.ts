/** What is not said yet: words that were begun, and replies that go out later. None of them is lost from sight. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConversation } from '../support/visit.ts';
import { ask, until } from '../support/client.ts';
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

/** Written by the arrow beside Send, for tomorrow morning. */
const schedule = async ({ page }: Person, words: string) => {
  await page.getByLabel('Reply', { exact: true }).fill(words);
  await page.getByRole('button', { name: 'Other ways to send' }).click();
  await page.getByRole('menuitem', { name: 'Send later' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Tomorrow morning' }).click();
  await page
    .getByRole('log')
    .getByText(/Goes out/)
    .waitFor();
};

const inLedger = async (text: string): Promise<number> =>
  JSON.stringify(await ask(work.desk.sandbox, 'GET', '/sandbox/ledger')).split(text).length - 1;

test('replies for later stand on a page of their own: moved, called back, held, let go', async () => {
  const ana = await work.signIn('ana@careline.example');
  const { page } = ana;
  await page.goto(`${work.desk.api}/inbox/all`);
  for (const [id, name] of [
    ['881004', 'Spät Eins'],
    ['881005', 'Spät Zwei'],
    ['881006', 'Spät Drei'],
  ] as const) {
    await dm(id, name, 'When?');
    await open(ana, name);
    await schedule(ana, `Tomorrow, ${name}.`);
  }
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('link', { name: 'Scheduled 3' }).click();
  const row = (name: string) => rowOf(ana, name);
  const act = (what: string, name: string) =>
    page.getByRole('button', { name: `${what}: reply to ${name}` });
  await page.getByRole('region', { name: 'Tomorrow' }).getByText('Tomorrow, Spät Eins.').waitFor();
  await row('Spät Eins').getByText('09:00').waitFor();
  await row('Spät Eins')
    .getByText(/^in \d+ (hours?|days?)$/)
    .waitFor();
  await row('Spät Eins').getByText('by you').waitFor();

  // Another time: the same words, once.
  await act('Change the time', 'Spät Eins').click();
  await page.getByRole('dialog').getByLabel('Another time').fill('2027-01-15T10:30');
  await page.getByRole('dialog').getByRole('button', { name: 'Schedule' }).click();
  await page.getByText('The time is changed.').waitFor();
  const later = page.getByRole('region', { name: /15 January 2027/ });
  await later.getByText('Tomorrow, Spät Eins.').waitFor();
  await later.getByText('10:30').waitFor();
  expect(await row('Spät Eins').count()).toBe(1);

  // The customer writes meanwhile and it is resolved all the same: held, seen here without a reload, and let go.
  await dm('881005', 'Spät Zwei', 'Never mind');
  const { asAdmin } = work.desk;
  const { data } = await until(
    () =>
      asAdmin<{
        data: { id: string; customerName: string; lastMessage?: { content: string } }[];
      }>('GET', '/conversations?limit=50'),
    (it) => it.data.some(({ lastMessage }) => lastMessage?.content === 'Never mind'),
  );
  const zwei = data.find(({ customerName }) => customerName === 'Spät Zwei')?.id ?? '';
  await asAdmin('POST', `/conversations/${zwei}/resolve`, { reason: 'no_reply_needed' });
  const held = page.getByRole('region', { name: 'Held: they ask you first' });
  await held.getByText('The conversation was resolved meanwhile').waitFor();
  expect(await inLedger('Tomorrow, Spät Zwei.')).toBe(0);
  await act('Send now', 'Spät Zwei').click();
  await held.waitFor({ state: 'detached' });
  await until(
    () => inLedger('Tomorrow, Spät Zwei.'),
    (times) => times === 1,
    40_000,
  );

  // Called back: its words are a draft.
  await act('Cancel it', 'Spät Drei').click();
  await row('Spät Drei').waitFor({ state: 'detached' });
  await views.getByRole('link', { name: 'Scheduled 1' }).waitFor();
  await views.getByRole('link', { name: 'All open' }).click();
  await rowOf(ana, 'Spät Drei').getByText('Draft: Tomorrow, Spät Drei.').waitFor();
  await open(ana, 'Spät Drei');
  expect(await page.getByLabel('Reply', { exact: true }).inputValue()).toBe('Tomorrow, Spät Drei.');
  expect(await inLedger('Tomorrow, Spät Drei.')).toBe(0);
  expect(await inLedger('Tomorrow, Spät Eins.')).toBe(0);

  // A supervisor sees everybody's, by the palette, and may not give another's words a time of their own.
  const sofia = await work.signIn('sofia@careline.example');
  await sofia.page.keyboard.press('Control+k');
  await sofia.page.keyboard.type('Scheduled');
  await sofia.page
    .getByRole('option', { name: /Scheduled/ })
    .first()
    .waitFor();
  await sofia.page.keyboard.press('Enter');
  await sofia.page.getByText('Nothing is scheduled').waitFor();
  await sofia.page.getByRole('link', { name: 'Everybody’s' }).click();
  await rowOf(sofia, 'Spät Eins').getByText('by Ana Ferreira').waitFor();
  expect(await sofia.page.getByRole('button', { name: /^Change the time/ }).count()).toBe(0);
  expect(await sofia.page.getByRole('button', { name: /^Send now/ }).count()).toBe(1);
  await rowOf(sofia, 'Spät Eins').getByRole('link').click();
  await sofia.page.getByRole('heading', { name: 'Spät Eins', level: 2 }).first().waitFor();
  await ana.context.close();
  await sofia.context.close();
}, 180_000);
