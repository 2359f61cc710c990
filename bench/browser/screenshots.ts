/**
 * `npm run screenshots`: a desk of its own with a morning's work in it, seen by an agent, a supervisor and an admin, at three
 * widths, light and dark. Writes docs/screenshots/ and the page that shows them.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildWeb } from '../../ops/build-web.ts';
import { findBrowser, launchBrowser } from '../../test/support/browser.ts';
import { ask, until } from '../../test/support/client.ts';
import { startDesk, type RunningDesk } from '../../test/support/running-desk.ts';
import { openConversation, signIn } from '../../test/support/visit.ts';

const docs = join(import.meta.dirname, '../../docs');
const folder = join(docs, 'screenshots');

const morning = [
  {
    platform: 'x',
    kind: 'mention',
    id: '71001',
    name: 'Tomás Oliveira',
    text: 'third time I ask. where is my refund?',
  },
  {
    platform: 'instagram',
    kind: 'comment',
    id: '72001',
    name: 'Léa Bernard',
    text: "Bonjour ! J'adore la veste verte 💚",
  },
  {
    platform: 'instagram',
    kind: 'comment',
    id: '72001',
    name: 'Léa Bernard',
    text: 'et la taille 38 revient quand ? 🥲',
  },
  {
    platform: 'telegram',
    kind: 'dm',
    id: '73001',
    name: 'Joanna Kowalska',
    text: 'Where is order 4711? It should have come on Tuesday.',
  },
  {
    platform: 'facebook',
    kind: 'dm',
    id: '74001',
    name: 'Priya Nair',
    text: 'The courier says the address is wrong. Can you change it?',
  },
  {
    platform: 'facebook',
    kind: 'review',
    id: '74002',
    name: 'Marta García',
    text: 'Tardaron tres semanas y nadie responde',
  },
  {
    platform: 'linkedin',
    kind: 'comment',
    id: 'urn:li:person:dana-weiss',
    name: 'Dana Weiss',
    text: "We'd like to order 200 units for our offices",
  },
  {
    platform: 'telegram',
    kind: 'dm',
    id: '73002',
    name: 'Sven Holm',
    text: 'The lid is scratched, see the photo.',
  },
];

/** Some are named a moment later, when their platform was asked; Instagram tells the handle alone. */
const named = [
  'Joanna Kowalska',
  'Priya Nair',
  'labernard',
  'Sven Holm',
  'Marta García',
  'Tomás Oliveira',
];

interface Shot {
  file: string;
  title: string;
  email: string;
  width: number;
  height: number;
  theme: 'light' | 'dark';
  path: string;
  then?: (page: Page) => Promise<void>;
}

const openFirst = (page: Page) => openConversation(page, 'Joanna Kowalska');

const agent = 'ana@careline.example';
const desktop = { width: 1440, height: 900, theme: 'light' } as const;
const phone = { width: 390, height: 844 };
const shots: Shot[] = [
  {
    file: 'inbox-light',
    title: 'A conversation, with what is due and who it is',
    email: agent,
    ...desktop,
    path: '/inbox/all',
    then: openFirst,
  },
  {
    file: 'inbox-dark',
    title: 'The same, in the evening',
    email: agent,
    ...desktop,
    theme: 'dark',
    path: '/inbox/all',
    then: openFirst,
  },
  {
    file: 'assistant',
    title: 'What the assistant read, and what it suggests with its source',
    email: agent,
    ...desktop,
    path: '/inbox/all',
    then: async (page) => {
      await openConversation(page, 'Tomás Oliveira');
      await page.getByRole('list', { name: 'Suggestions' }).waitFor();
    },
  },
  {
    file: 'note',
    title: 'A note cannot be mistaken for a reply',
    email: agent,
    ...desktop,
    path: '/inbox/all',
    then: async (page) => {
      await openFirst(page);
      await page.getByRole('tab', { name: 'Note' }).click();
      await page.getByLabel('Note for the team').fill('The courier has it, @Be');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    file: 'palette',
    title: 'The palette knows every action and shows its key',
    email: agent,
    ...desktop,
    path: '/inbox/all',
    then: async (page) => {
      await openFirst(page);
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Search conversations, or type a command').waitFor();
    },
  },
  {
    file: 'tablet',
    title: 'At 1,024 px',
    email: agent,
    width: 1024,
    height: 768,
    theme: 'light',
    path: '/inbox/all',
    then: openFirst,
  },
  {
    file: 'phone-list',
    title: 'At 390 px: the queue',
    email: agent,
    ...phone,
    theme: 'light',
    path: '/inbox/all',
  },
  {
    file: 'phone',
    title: 'At 390 px: a conversation',
    email: agent,
    ...phone,
    theme: 'dark',
    path: '/inbox/all',
    then: openFirst,
  },
  {
    file: 'scheduled',
    title: 'Replies for later, and one that asks before it goes',
    email: agent,
    ...desktop,
    path: '/inbox/scheduled',
  },
  {
    file: 'scheduled-phone',
    title: 'The same at 390 px',
    email: agent,
    ...phone,
    theme: 'dark',
    path: '/inbox/scheduled',
  },
  {
    file: 'public',
    title: 'The first reply that everybody can read asks first; the queue shows what was begun',
    email: agent,
    ...desktop,
    path: '/inbox/all',
    then: async (page) => {
      await openConversation(page, 'Tomás Oliveira');
      await page
        .getByLabel('Public reply, everybody can read it')
        .fill('Sorry, Tomás. Your refund left us this morning.');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    file: 'wallboard',
    title: 'The wallboard',
    email: 'sofia@careline.example',
    ...desktop,
    path: '/wallboard',
  },
  {
    file: 'wallboard-tv',
    title: 'The wallboard on a screen in the room',
    email: 'sofia@careline.example',
    width: 1920,
    height: 1080,
    theme: 'dark',
    path: '/wallboard?tv=true',
  },
  {
    file: 'assist-report',
    title: 'What the assistant did, what became of it, and what it cost',
    email: 'sofia@careline.example',
    ...desktop,
    path: '/wallboard/assistant?span=today',
  },
  {
    file: 'accounts',
    title: 'Accounts and their health',
    email: 'adam@careline.example',
    ...desktop,
    path: '/settings/accounts',
  },
  {
    file: 'sla',
    title: 'Deadlines, with a preview',
    email: 'adam@careline.example',
    ...desktop,
    path: '/settings/sla',
  },
];

await buildWeb();
const desk = await startDesk();
const browser = await launchBrowser(await findBrowser(console.log));
try {
  await work(desk);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const shot of shots) await take(browser, desk, shot);
  await writeFile(join(docs, 'screenshots.md'), pageOf());
} finally {
  await browser.close();
  await desk.stop();
}

/** The customers write, and some are answered. */
async function work({ api, sandbox, credentials, asAdmin }: RunningDesk): Promise<void> {
  for (const { platform, kind, id, name, text } of morning) {
    const customer = { id, name, handle: name.toLowerCase().replaceAll(/\W/g, '') };
    await ask(sandbox, 'POST', `/sandbox/${platform}/inbound`, { body: { kind, customer, text } });
  }
  const { data } = await until(
    () =>
      asAdmin<{ data: { id: string; customerName: string }[] }>('GET', '/conversations?limit=50'),
    (it) => named.every((name) => it.data.some(({ customerName }) => customerName === name)),
  );
  const idOf = (name: string) => data.find(({ customerName }) => customerName === name)?.id ?? '';
  const joanna = idOf('Joanna Kowalska');
  const ana = credentials.users.find(({ email }) => email === agent)?.token ?? '';
  const at = `/api/v1/conversations/${joanna}`;
  await ask(api, 'POST', `${at}/messages`, {
    token: ana,
    body: { content: 'Hello Joanna, I have asked the courier and will write at once.' },
  });
  await ask(api, 'POST', `${at}/notes`, {
    token: ana,
    body: { content: 'Courier ticket 88-12, they call back before noon.' },
  });
  await ask(api, 'POST', `${at}/tags`, { token: ana, body: { add: ['delivery'], remove: [] } });
  const later = (name: string, content: string, hours: number) =>
    ask(api, 'POST', `/api/v1/conversations/${idOf(name)}/messages`, {
      token: ana,
      body: { content, sendAt: new Date(Date.now() + hours * 3_600_000).toISOString() },
    });
  await later('Priya Nair', 'The courier has the new address, Priya, and comes again today.', 3);
  await later('labernard', 'La taille 38 revient vendredi. Je vous en garde une !', 26);
  await later('Sven Holm', 'A new lid is on its way, with our apologies.', 50);
  await asAdmin('POST', `/conversations/${idOf('Sven Holm')}/resolve`, {
    reason: 'no_reply_needed',
  });
  await ask(api, 'PUT', `/api/v1/conversations/${idOf('Marta García')}/draft`, {
    token: ana,
    body: { kind: 'reply', content: 'Marta, lo sentimos mucho. Su pedido' },
  });
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}

async function take(on: Browser, { api }: RunningDesk, shot: Shot): Promise<void> {
  const { width, height, theme, email, path } = shot;
  const context = await on.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await signIn(page, api, email);
  await page.goto(api + path);
  await page.waitForLoadState('networkidle');
  await shot.then?.(page);
  await page.waitForTimeout(1_200);
  await page.screenshot({ path: join(folder, `${shot.file}.png`) });
  await context.close();
  console.log(shot.file);
}

function pageOf(): string {
  return [
    '# How it looks',
    '',
    'Made by `npm run screenshots`, on a desk with simulated customers.',
    '',
    ...shots.flatMap(({ file, title }) => [
      `## ${title}`,
      '',
      `![${title}](screenshots/${file}.png)`,
      '',
    ]),
  ].join('\n');
}
