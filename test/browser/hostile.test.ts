/** Whatever customers write stays text: no dialog, no report of the page's policy, no request to anybody else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/client.ts';
import { hostileWords } from './hostile-words.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

let work: Workspace;

beforeAll(async () => {
  work = await startWorkspace();
}, 240_000);
afterAll(() => work.end(), 60_000);

test('hostile words as message, name, handle, tag and note are shown as they are', async () => {
  expect(hostileWords.length).toBeGreaterThanOrEqual(100);
  const { asAdmin } = work.desk;

  // One conversation with all of them as messages; and many customers who are called so.
  for (const words of hostileWords)
    await work.write('telegram', 'dm', { id: '880201', name: 'Mallory', handle: 'mallory' }, words);
  for (const [index, words] of hostileWords.slice(0, 30).entries()) {
    await work.write(
      'telegram',
      'dm',
      { id: String(880300 + index), name: words.slice(0, 60), handle: `h${String(index)}` },
      words,
    );
  }
  const found = await until(
    () =>
      asAdmin<{ data: { id: string; customerName: string }[] }>(
        'GET',
        '/conversations?q=Mallory&limit=5',
      ),
    ({ data }) => data.some(({ customerName }) => customerName.startsWith('Mallory')),
  );
  const id = found.data.find(({ customerName }) => customerName.startsWith('Mallory'))?.id ?? '';
  await until(
    async () =>
      (await asAdmin<{ data: unknown[] }>('GET', `/conversations/${id}/messages?limit=100`)).data
        .length,
    (count) => count >= 100,
  );
  for (const words of hostileWords.slice(0, 20)) {
    await asAdmin('POST', `/conversations/${id}/tags`, { add: [words.slice(0, 60)], remove: [] });
    await asAdmin('POST', `/conversations/${id}/notes`, { content: words });
  }

  const { page } = await work.signIn('sofia@careline.example');
  const title = await page.title();
  await page.goto(`${work.desk.api}/inbox/all/${id}`);
  await page.getByRole('log').getByText('<script>alert(1)</script>').first().waitFor();
  while (await page.getByRole('button', { name: 'Load earlier' }).isVisible()) {
    await page.getByRole('button', { name: 'Load earlier' }).click();
    await page.waitForTimeout(300);
  }
  const shown = await page.getByRole('log').innerText();
  const missing = hostileWords.filter((words) => {
    // PostgreSQL holds no NUL; what turns the direction is not in the text that is shown.
    const clean = words.replaceAll('\0', '').replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '');
    return !shown.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '').includes(clean.trim());
  });
  expect(missing).toEqual([]);
  // Lists, the palette, the customer's pane and the timeline show the same words.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('script');
  await page.waitForTimeout(800);
  await page.keyboard.press('Escape');
  await page.goto(`${work.desk.api}/customers`);
  await page.waitForTimeout(800);
  await page.goto(`${work.desk.api}/inbox/all?q=onerror`);
  await page.waitForTimeout(800);
  expect(await page.title()).toBe(title);
  // `end` fails on any dialog, any refusal of the policy, any request elsewhere.
}, 240_000);
