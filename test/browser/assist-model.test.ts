/** The assistant with a language model, as an agent meets it: suggestions with who made them, drafts put otherwise, translations. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AssistReportJson } from '../../api/schemas/assist-report.ts';
import { modelKey, nearEnough } from '../../sandbox/model/catalogue.ts';
import { startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { until } from '../support/client.ts';
import { openConversation } from '../support/visit.ts';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

let sandbox: TestSandbox;
let work: Workspace;
let agent: Person;
beforeAll(async () => {
  sandbox = await startTestSandbox({ limits: false });
  work = await startWorkspace({
    OPENAI_BASE_URL: `${sandbox.url}/model/v1`,
    OPENAI_API_KEY: modelKey,
    OPENAI_MODEL: 'sandbox-chat',
    OPENAI_EMBEDDING_MODEL: 'sandbox-embedding',
    OPENAI_EMBEDDING_FLOOR: String(nearEnough),
  });
  await work.write('telegram', 'dm', { id: '990501', name: 'Tess Tent', handle: 'tess' }, asked);
  agent = await work.signIn('ana@careline.example');
  await agent.page.goto(`${work.desk.api}/inbox/all`);
  await openConversation(agent.page, 'Tess Tent');
}, 240_000);
afterAll(async () => {
  await work.end();
  await sandbox.close();
}, 60_000);

const asked = 'Can I send the jacket back, the tags are still on? Who pays for the return?';
const slowly = { timeout: 10_000 };
const mode = (order: object) => sandbox.call('POST', '/sandbox/model/mode', order);

test('a suggestion says who wrote it and from what, goes into the composer, and counts when it is sent', async () => {
  const { page } = agent;
  const panel = page.getByRole('region', { name: 'Assistant' });
  await panel.getByText('Written by sandbox-chat.').first().waitFor({ timeout: 30_000 });
  await panel.getByRole('button', { name: 'Insert' }).first().click();
  const area = page.getByLabel('Reply', { exact: true });
  await expect.poll(() => area.inputValue(), slowly).toContain('Thank you for your message.');
  await area.press('End');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const report = await until(
    () => work.desk.asAdmin<AssistReportJson>('GET', '/reports/assist'),
    ({ suggestions }) => suggestions.used === 1,
    30_000,
  );
  expect(report.suggestions).toMatchObject({ used: 1, unchanged: 1 });
}, 90_000);

test('a draft is put otherwise before one’s eyes, and is back by a click', async () => {
  const { page } = agent;
  const area = page.getByLabel('Reply', { exact: true });
  const draft = 'Your parcel is late. We are sorry. It is on its way.';
  await area.fill(draft);
  await mode({ mode: 'slow', delaySeconds: 0.1, betweenSeconds: 0.05 });
  const choose = async (name: string) => {
    await page.getByRole('button', { name: 'Put it otherwise' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose('Friendlier');
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await expect.poll(() => area.inputValue(), slowly).toBe(`Thank you for your message. ${draft}`);
  await page.getByRole('button', { name: 'Put back what I wrote' }).click();
  await expect.poll(() => area.inputValue(), slowly).toBe(draft);
  await mode({ mode: 'honest' });
  await choose('Shorter');
  await expect.poll(() => area.inputValue(), slowly).toBe('Your parcel is late.');
  await area.fill('');
}, 60_000);

test('a message is translated below what was said, and the original stays', async () => {
  const { page } = agent;
  const bubble = page.getByRole('article').filter({ hasText: asked });
  await bubble.hover();
  await bubble.getByRole('button', { name: 'For this message' }).click();
  await page.getByRole('menuitem', { name: 'Translate' }).click();
  await bubble.getByText(/^In .*English.*, by sandbox-chat/).waitFor();
  await bubble.getByText(asked, { exact: true }).first().waitFor();
  await bubble.getByRole('button', { name: 'Only the original' }).click();
  await expect.poll(() => bubble.getByText('by sandbox-chat').count(), slowly).toBe(0);
}, 60_000);

test('what is resolved is summed up by itself, and on request', async () => {
  const { page } = agent;
  for (const text of ['And how long does it take?', 'I need it soon.']) {
    await work.write('telegram', 'dm', { id: '990501', name: 'Tess Tent', handle: 'tess' }, text);
  }
  await page.getByRole('log').getByText('I need it soon.').waitFor();
  const summary = page.getByRole('region', { name: 'In short' });
  await summary.getByRole('button', { name: 'Sum up' }).click();
  await summary.getByText(/Summed up .* Written by sandbox-chat/).waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await work.desk.asAdmin('POST', `/conversations/${id}/resolve`, { reason: 'no_reply_needed' });
  await summary.getByText(/Summed up when it was resolved/).waitFor({ timeout: 30_000 });
}, 90_000);

test('what is near by meaning says so where a question is tried', async () => {
  const { page } = agent;
  await page.goto(`${work.desk.api}/knowledge`);
  await page.getByRole('button', { name: 'Try a question' }).click();
  await page.getByRole('searchbox', { name: 'Question' }).fill('Can I return the boots?');
  await page
    .getByText(/near by meaning/)
    .first()
    .waitFor({ timeout: 30_000 });
}, 60_000);

test('a supervisor sees what became of it and what it cost, by keyboard', async () => {
  const { page } = await work.signIn('sofia@careline.example');
  page.setDefaultTimeout(15_000);
  await page.getByRole('navigation').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByText('Suggestions are written by sandbox-chat').waitFor();
  const tile = (id: string) => page.locator(`[data-tile="${id}"]`);
  expect(await tile('unchanged').locator('strong').textContent()).toBe('1');
  const region = (name: string) => page.getByRole('region', { name }).first();
  await region('By source')
    .getByRole('row', { name: /^Articles/ })
    .waitFor();
  await region('By account')
    .getByRole('row', { name: /^harbour_support_bot/ })
    .waitFor();
  const calls = region('What the model was asked for');
  await calls.getByRole('row', { name: /^Suggestions/ }).waitFor();
  // The library was learned in the background, and asked by meaning.
  await calls.getByRole('row', { name: /^Reading the library by meaning/ }).waitFor();
  await calls.getByRole('row', { name: /^Searching by meaning/ }).waitFor();
  await region('Spent today')
    .getByText(/of 5,000,000/)
    .waitFor();
  await page.getByRole('link', { name: 'What nothing answers' }).click();
  await page.getByRole('region', { name: 'Gap' }).waitFor();
}, 90_000);
