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
