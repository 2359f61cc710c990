/** An agent's day, in a real browser, through the served app and the simulated platforms. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, until } from '../support/client.ts';
import { openConversation } from '../support/visit.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

let work: Workspace;

beforeAll(async () => {
  work = await startWorkspace();
}, 240_000);
afterAll(() => work.end(), 60_000);

const lea = { id: '880001', name: 'Léa Bernard', handle: 'lea_b' };

test('a message appears without a reload; it is read, answered, delivered, noted, snoozed and resolved', async () => {
  const { page } = await work.signIn('ana@careline.example');
  await page.getByRole('link', { name: 'All open' }).click();
  await work.write('telegram', 'dm', lea, 'Where is my parcel?');
  await openConversation(page, 'Léa Bernard');
  const thread = page.getByRole('log', { name: 'Messages' });
  await thread.getByText('Where is my parcel?').waitFor();

  // Answered: seen at once, undone for some seconds, then with the platform's ticks.
  const box = page.getByLabel('Reply', { exact: true });
  await box.fill('It is on its way, Léa.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  expect(await box.inputValue()).toBe('');
  const bubble = thread.locator('article', { hasText: 'It is on its way, Léa.' });
  await bubble.getByText(/Sending in/).waitFor();
  await bubble.getByText(/^.*(Sent|Delivered|Read)$/).waitFor({ timeout: 30_000 });
  const ledger = await until(
    () =>
      ask<{ text?: string }[] | { data: { text?: string }[] }>(
        work.desk.sandbox,
        'GET',
        '/sandbox/ledger',
      ),
    (told) => JSON.stringify(told).includes('It is on its way, Léa.'),
  );
  expect(JSON.stringify(ledger).split('It is on its way, Léa.').length).toBe(2);

  // A note looks different, mentions a colleague, and never goes out.
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  const note = page.getByLabel('Note for the team');
  await note.fill('Ask the courier, @Be');
  await page.getByRole('option', { name: /Ben Okafor/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add note' }).click();
  await thread.getByText('@Ben Okafor').waitFor();

  // Put aside, and back because the customer writes.
  await page.getByRole('heading', { name: 'Léa Bernard', level: 2 }).first().click();
  await page.keyboard.press('z');
  await page.getByRole('button', { name: 'Until they answer' }).click();
  await page.getByText('Snoozed.').waitFor();
  await work.write('telegram', 'dm', lea, 'Thank you! When exactly?');
  await thread.getByText('Thank you! When exactly?').waitFor();

  // Unanswered, so resolving asks why.
  await page.getByRole('button', { name: 'Resolve' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'No reply needed' }).click();
  await page.getByText('Resolved.').waitFor();
}, 120_000);

test('the first reply that everybody can read asks first; after a yes no more, and of a private one never', async () => {
  const bea = { id: '7880003', name: 'Bea Offen', handle: 'bea_o' };
  await work.write('facebook', 'comment', bea, 'Is this jacket waterproof?');
  await work.write('telegram', 'dm', { ...lea, id: '880004', name: 'Pia Leise' }, 'Just for you');
  const { page } = await work.signIn('ana@careline.example');
  await page.getByRole('link', { name: 'All open' }).click();
  const open = (name: string) =>
    page.getByRole('listitem').filter({ hasText: name }).getByRole('link').click();
  const question = page.getByRole('dialog', { name: 'Everybody can read this' });
  const inLedger = async (text: string) =>
    JSON.stringify(await ask(work.desk.sandbox, 'GET', '/sandbox/ledger')).split(text).length - 1;

  await open('Pia Leise');
  await page.getByLabel('Reply', { exact: true }).fill('Between us.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('log').getByText('Between us.').first().waitFor();
  expect(await question.count()).toBe(0);

  await open('Bea Offen');
  const box = page.getByLabel('Public reply, everybody can read it');
  await box.fill('It is.\nTwo winters long.');
  await page.keyboard.press('Control+Enter');
  await question.getByText('Facebook').waitFor();
  expect(await question.getByText('It is.', { exact: true }).isVisible()).toBe(true);
  expect(await question.getByLabel('Do not ask me again').isChecked()).toBe(true);
  // Back: nothing is said, every word is there, and one writes on.
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  await expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
  expect(await box.inputValue()).toBe('It is.\nTwo winters long.');

  await page.getByRole('button', { name: 'Reply in public' }).click();
  await question.waitFor();
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'detached' });
  await expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
  await until(
    () => inLedger('Two winters long.'),
    (times) => times === 1,
    40_000,
  );

  await box.fill('And it is green.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('log').getByText('And it is green.').first().waitFor();
  expect(await question.count()).toBe(0);
}, 120_000);
