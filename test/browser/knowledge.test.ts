/** What the desk knows: a question that nothing answers becomes an article, and that is quoted in the next answer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openConversation } from '../support/visit.ts';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

let work: Workspace;
let sofia: Person;

beforeAll(async () => {
  work = await startWorkspace();
  await work.write(
    'telegram',
    'dm',
    { id: '880901', name: 'Gale Ess', handle: 'gale' },
    'Do you sponsor sailing clubs?',
  );
  sofia = await work.signIn('sofia@careline.example');
  sofia.page.setDefaultTimeout(20_000);
}, 240_000);
afterAll(() => work.end(), 60_000);

test('a gap becomes an article, which is previewed, published, and quoted in an answer', async () => {
  const { page } = sofia;
  await page.goto(`${work.desk.api}/knowledge?tab=gaps`);
  const gap = page.getByRole('link', { name: /Do you sponsor sailing clubs/ });
  // It comes to be listed while one looks.
  await gap.click({ timeout: 60_000 });
  const detail = page.getByRole('region', { name: 'Gap' });
  await detail.getByRole('link', { name: 'Conversation 1' }).waitFor();
  await detail.getByRole('button', { name: 'Write an article' }).click();

  const title = page.getByLabel('Title');
  expect(await title.inputValue()).toBe('Do you sponsor sailing clubs?');
  await title.fill('Sponsoring clubs');
  await page
    .getByRole('textbox', { name: 'Text', exact: true })
    .fill(
      'We sponsor **two clubs** a year. <b>Ask</b> [the office](https://harbour.example/office).\n\n![x](https://evil.example/p.png)',
    );
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('two clubs', { exact: true }).waitFor();
  // Its HTML is words, its pictures are not fetched.
  const office = page.getByRole('link', { name: 'the office' });
  expect(await office.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  expect(await page.locator('section img').count()).toBe(0);

  // What was written is not left by a slip.
  await page
    .getByRole('navigation', { name: 'Knowledge' })
    .getByRole('link', { name: 'Articles' })
    .click();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(await title.inputValue()).toBe('Sponsoring clubs');
  await page.getByLabel('Public address').fill('https://harbour.example/clubs');
  await page.getByRole('button', { name: 'Publish' }).click();
  const article = page.getByRole('region', { name: 'Article' });
  await article.getByText('Published', { exact: true }).waitFor();

  // An agent answers with it.
  const ana = await work.signIn('ana@careline.example');
  await ana.page.goto(`${work.desk.api}/inbox/all`);
  await openConversation(ana.page, 'Gale Ess');
  await ana.page.getByRole('button', { name: 'Search knowledge' }).click();
  const found = ana.page.getByRole('dialog', { name: 'Search knowledge' });
  expect(await found.getByLabel('Question').inputValue()).toBe('Do you sponsor sailing clubs?');
  await found
    .getByRole('listitem')
    .filter({ hasText: 'Sponsoring clubs' })
    .getByRole('button', { name: 'Insert' })
    .click();
  await expect
    .poll(() => ana.page.getByLabel('Reply', { exact: true }).inputValue())
    .toMatch(/^We sponsor two clubs a year\.[^]*\nhttps:\/\/harbour\.example\/clubs$/);
  await ana.context.close();

  await page.goto(`${work.desk.api}/knowledge?tab=gaps&state=answered`);
  await page.getByRole('link', { name: /Do you sponsor sailing clubs/ }).waitFor();
}, 180_000);

test('an article is changed by keyboard, says what it said before, and says it again', async () => {
  const { page } = sofia;
  await page.goto(`${work.desk.api}/inbox/all`);
  await page.getByRole('heading', { level: 1 }).or(page.getByRole('navigation')).first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await page.getByLabel('Search articles').fill('sponsoring');
  await page.getByRole('link', { name: /Sponsoring clubs/ }).click();
  const text = page.getByRole('textbox', { name: 'Text', exact: true });
  await text.fill('We sponsor three clubs a year.');
  await page.keyboard.press('Control+s');
  await page.getByText('Saved.').first().waitFor();
  await page.getByRole('button', { name: 'More about Sponsoring clubs' }).click();
  await page.getByRole('menuitem', { name: 'Versions' }).click();
  const versions = page.getByRole('dialog', { name: /^Versions of/ });
  await versions.getByText('two clubs', { exact: true }).waitFor();
  await versions.getByRole('button', { name: 'Restore this version' }).click();
  await expect.poll(() => text.inputValue()).toMatch(/two clubs/);
}, 60_000);
