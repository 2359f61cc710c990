/** Two agents in one conversation, a line that breaks, a small screen, no mouse: what must never lose or double a word. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, until } from '../support/client.ts';
import { openConversation } from '../support/visit.ts';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

let work: Workspace;

beforeAll(async () => {
  work = await startWorkspace();
}, 240_000);
afterAll(() => work.end(), 60_000);

const open = async ({ page }: Person, name: string) => {
  await page.goto(`${work.desk.api}/inbox/all`);
  await openConversation(page, name);
};

const inLedger = async (text: string): Promise<number> =>
  JSON.stringify(await ask(work.desk.sandbox, 'GET', '/sandbox/ledger')).split(text).length - 1;

test('two agents see each other; who is slower is stopped, keeps the words, and sees what was said', async () => {
  await work.write(
    'telegram',
    'dm',
    { id: '880101', name: 'Nora Quist', handle: 'noraq' },
    'Is it open today?',
  );
  const [ana, ben] = [
    await work.signIn('ana@careline.example'),
    await work.signIn('ben@careline.example'),
  ];
  await open(ana, 'Nora Quist');
  await open(ben, 'Nora Quist');
  await ana.page.getByText('Ben Okafor looking too').waitFor();

  const anas = ana.page.getByLabel('Reply', { exact: true });
  const bens = ben.page.getByLabel('Reply', { exact: true });
  await bens.fill('We close at six.');
  await ana.page.getByText('Ben Okafor is replying too').waitFor();
  await anas.fill('Yes, until six.');
  await ana.page.getByRole('button', { name: 'Send', exact: true }).click();
  await ben.page.getByRole('log').getByText('Yes, until six.').waitFor();
  await ben.page.getByRole('button', { name: 'Send', exact: true }).click();
  await ben.page
    .getByRole('alert')
    .getByText('Ana Ferreira answered while you were writing')
    .waitFor();
  expect(await bens.inputValue()).toBe('We close at six.');
  await until(
    () => inLedger('Yes, until six.'),
    (times) => times === 1,
  );
  expect(await inLedger('We close at six.')).toBe(0);
  await ana.context.close();
  await ben.context.close();
}, 120_000);

test('what is written without a line is kept, goes out once when it is back, and a lost page loses no draft', async () => {
  await work.write(
    'telegram',
    'dm',
    { id: '880102', name: 'Otto Brand', handle: 'otto' },
    'Hallo?',
  );
  const ana = await work.signIn('ana@careline.example');
  await open(ana, 'Otto Brand');
  await ana.context.setOffline(true);
  await ana.page.getByText('No connection.').waitFor();
  const box = ana.page.getByLabel('Reply', { exact: true });
  await box.fill('Guten Tag, Herr Brand.');
  await ana.page.keyboard.press('Control+Enter');
  await ana.page.getByText('Waits for the connection').waitFor();
  await box.fill('And a second thought');
  await ana.context.setOffline(false);
  await until(
    () => inLedger('Guten Tag, Herr Brand.'),
    (times) => times === 1,
    40_000,
  );
  await ana.page.waitForTimeout(1_500);
  await ana.page.reload();
  await ana.page.getByLabel('Reply', { exact: true }).waitFor();
  await expect
    .poll(() => ana.page.getByLabel('Reply', { exact: true }).inputValue())
    .toBe('And a second thought');
  expect(await inLedger('Guten Tag, Herr Brand.')).toBe(1);
  await ana.context.close();
}, 120_000);

test('undone within its seconds, nothing goes out and the words are back', async () => {
  await work.write('telegram', 'dm', { id: '880103', name: 'Ulla Falk', handle: 'ulla' }, 'Price?');
  const ana = await work.signIn('ana@careline.example');
  await open(ana, 'Ulla Falk');
  const box = ana.page.getByLabel('Reply', { exact: true });
  await box.fill('It is 90 euro, no, wait');
  await ana.page.keyboard.press('Control+Enter');
  await ana.page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => box.inputValue()).toBe('It is 90 euro, no, wait');
  await ana.page.waitForTimeout(11_000);
  expect(await inLedger('no, wait')).toBe(0);
  await ana.context.close();
}, 120_000);

test('by keyboard alone: find, open, answer, note, tag, resolve', async () => {
  await work.write(
    'telegram',
    'dm',
    { id: '880104', name: 'Keya Board', handle: 'keya' },
    'Keys please',
  );
  const ana = await work.signIn('ana@careline.example');
  const { page } = ana;
  // On a slow machine what is typed before the next frame is drawn counts all the same.
  const devTools = await ana.context.newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: 10 });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Keya Board', { delay: 15 });
  await page
    .getByRole('option', { name: /Keya Board Keys please/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByRole('heading', { name: 'Keya Board', level: 2 }).waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('Here they are.');
  await page.keyboard.press('Control+Enter');
  await page
    .getByText(/Sending in|Waiting to be sent|Sent/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('#');
  await page.getByRole('dialog', { name: 'Edit tags' }).waitFor();
  await page.keyboard.type('keys');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('keys', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await until(
    () => inLedger('Here they are.'),
    (times) => times === 1,
    40_000,
  );
  await page.keyboard.press('e');
  await page.getByText('Resolved.').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await ana.context.close();
}, 120_000);

test('at 390 px one pane at a time, nothing wider than the screen', async () => {
  await work.write(
    'telegram',
    'dm',
    { id: '880105', name: 'Mobi Lane', handle: 'mobi' },
    'From a train',
  );
  const ana = await work.signIn('ana@careline.example', { width: 390, height: 844 });
  await open(ana, 'Mobi Lane');
  const { page } = ana;
  expect(await page.getByRole('region', { name: 'Queue' }).isVisible()).toBe(false);
  await page.getByLabel('Reply', { exact: true }).fill('Have a good trip.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Have a good trip.').first().waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  expect(await page.getByRole('region', { name: 'Queue' }).isVisible()).toBe(true);
  await ana.context.close();
}, 120_000);
