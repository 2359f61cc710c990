/** What `npm run screenshots` shows, in the order of its page. */
import type { Page } from 'playwright-core';
import { openConversation } from '../../test/support/visit.ts';
import { agent } from './morning.ts';

/** A screen as it is photographed. */
export interface Shot {
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

const desktop = { width: 1440, height: 900, theme: 'light' } as const;
const phone = { width: 390, height: 844 };
export const shots: Shot[] = [
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
    file: 'automatic',
    title: 'What a policy lets the assistant answer by itself, and says so',
    email: agent,
    ...desktop,
    path: '/inbox/all',
    then: async (page) => {
      await openConversation(page, 'Kim Oduya');
      await page.getByRole('log').getByText('Automatic answer', { exact: true }).waitFor();
    },
  },
  {
    file: 'draft',
    title: 'What it would answer, until a person approves it',
    email: agent,
    ...desktop,
    theme: 'dark',
    path: '/inbox/all',
    then: async (page) => {
      await openConversation(page, 'Lea Brandt');
      await page.getByRole('region', { name: 'A draft waits for approval' }).waitFor();
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
    file: 'knowledge',
    title: 'What the desk knows, and what customers ask in vain',
    email: 'sofia@careline.example',
    ...desktop,
    path: '/knowledge',
  },
  {
    file: 'automatic-answers',
    title: 'What may be answered automatically: nothing, until somebody allows it',
    email: 'adam@careline.example',
    ...desktop,
    path: '/settings/automatic-answers',
  },
  {
    file: 'crm',
    title: 'CRMs, and what they are still to be told',
    email: 'adam@careline.example',
    ...desktop,
    path: '/settings/crm',
  },
  {
    file: 'erase',
    title: 'A person’s data is erased by typing their name',
    email: 'adam@careline.example',
    ...desktop,
    path: '/inbox/all',
    then: async (page) => {
      await openFirst(page);
      await page.getByRole('button', { name: 'The customer’s data' }).click();
      await page.getByRole('menuitem', { name: 'Erase…' }).click();
      await page.getByRole('dialog').waitFor();
    },
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
