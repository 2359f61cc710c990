/** What everybody does first at a desk in a browser. */
import type { Page } from 'playwright-core';
import { demoPassword } from '../../domain/passwords.ts';

/** Comes in by the form. */
export async function signIn(page: Page, desk: string, email: string): Promise<void> {
  await page.goto(`${desk}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/inbox/**');
}

/** From the list that is shown, where the customer's row stands or comes to stand. */
export async function openConversation(page: Page, customer: string): Promise<void> {
  await page.getByRole('listitem').filter({ hasText: customer }).getByRole('link').click();
  await page.getByRole('heading', { name: customer, level: 2 }).first().waitFor();
  await page.getByRole('log').waitFor();
}
