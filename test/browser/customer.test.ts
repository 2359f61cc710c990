/** One person under two names: linked by hand, seen together, taken apart again; what they are reached by besides. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkspace, type Person, type Workspace } from './workspace.ts';

let work: Workspace;
let ana: Person;

const writers = [
  ['telegram', { id: '880501', name: 'Lena Vogt', handle: 'lenav' }, 'The parcel is not here.'],
  ['facebook', { id: '7880502', name: 'Lena V.', handle: '' }, 'Which size is the green one?'],
  ['telegram', { id: '880503', name: 'Lenny Vale', handle: 'lenny' }, 'Hello?'],
] as const;

beforeAll(async () => {
  work = await startWorkspace();
  for (const [platform, customer, text] of writers)
    await work.write(platform, 'dm', customer, text);
  ana = await work.signIn('ana@careline.example');
}, 240_000);
afterAll(() => work.end(), 60_000);

const open = async ({ page }: Person, name: string) => {
  await page.goto(`${work.desk.api}/inbox/all`);
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('link').click();
  await page.getByRole('heading', { name, level: 2 }).first().waitFor();
};
const pane = ({ page }: Person) => page.getByRole('complementary', { name: 'Customer' });
const also = (person: Person) => pane(person).getByRole('region', { name: 'Also known as' });

test('two identities are linked by hand, each shows the other’s conversations, and taken apart they do not', async () => {
  const { page } = ana;
  const ben = await work.signIn('ben@careline.example');
  await open(ben, 'Lena V.');
  await also(ben).getByText('Known on this platform only.').waitFor();

  await open(ana, 'Lena Vogt');
  await also(ana).getByRole('button', { name: 'Link another identity' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link another identity' });
  await dialog.getByText('Nobody looks like the same person.').waitFor();
  expect(await dialog.getByRole('button', { name: 'Link', exact: true }).isDisabled()).toBe(true);
  await dialog.getByLabel('Search by name or handle').fill('len');
  // Not itself; and somebody of the same platform only with a warning.
  await dialog.getByRole('option', { name: /Lenny Vale/ }).click();
  await dialog.getByText('They are known on Telegram already.').waitFor();
  expect(await dialog.getByRole('option', { name: /Lena Vogt/ }).count()).toBe(0);
  const other = dialog.getByRole('option', { name: /Lena V\./ });
  expect(await other.innerText()).toMatch(/Facebook[^]*Last contact today/);
  await other.click();
  await expect.poll(() => dialog.getByText('They are known on').count()).toBe(0);
  await dialog.getByRole('button', { name: 'Link', exact: true }).click();
  await page.getByText('Linked: they are one person now.').waitFor();

  await also(ana).getByRole('link', { name: 'Lena V.' }).waitFor();
  await also(ana).getByText('Linked by Ana Ferreira, today').waitFor();
  const earlier = pane(ana).getByRole('region', { name: 'Earlier' });
  await earlier.getByText('Which size is the green one?').waitFor();

  // Who looks at the other hears of it without asking.
  await also(ben).getByRole('link', { name: 'Lena Vogt' }).waitFor();
  await pane(ben).getByText('The parcel is not here.').waitFor();

  await also(ana)
    .getByRole('button', { name: /^Unlink Lena V\./ })
    .click();
  const confirm = page.getByRole('dialog', { name: /^Unlink Lena V\. \(Facebook\)/ });
  await confirm.getByText('becomes a person of their own again').waitFor();
  await confirm.getByRole('button', { name: 'Unlink', exact: true }).click();
  await also(ana).getByText('Known on this platform only.').waitFor();
  await earlier.getByText('This is the first conversation.').waitFor();
  await also(ben).getByText('Known on this platform only.').waitFor();
  await ben.context.close();
}, 120_000);

test('what a customer is reached by: what is none is told of at the field, what is one is kept, copied, taken away', async () => {
  await open(ana, 'Lena Vogt');
  const { page } = ana;
  const contact = pane(ana).getByRole('region', { name: 'Contact' });
  await contact.getByRole('button', { name: 'Add an address or number' }).click();
  const address = contact.getByLabel('Address', { exact: true });
  await address.fill('lena@');
  await page.keyboard.press('Enter');
  await contact.getByText('An address, like ana@example.org').waitFor();
  expect(await address.getAttribute('aria-invalid')).toBe('true');
  await address.fill(' Lena@Example.org ');
  await page.keyboard.press('Enter');
  await contact.getByText('lena@example.org').waitFor();
  await contact.getByText('not verified').waitFor();

  await ana.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await contact.getByRole('button', { name: 'Copy: lena@example.org' }).click();
  await page.getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('lena@example.org');

  const more = contact.getByRole('button', { name: 'More about lena@example.org' });
  await more.click();
  // An agent writes down, and does not vouch.
  expect(await page.getByRole('menuitem', { name: /verified/ }).count()).toBe(0);
  await page.keyboard.press('Escape');

  // The supervisor vouches for it; the agent sees that at once.
  const sofia = await work.signIn('sofia@careline.example');
  await open(sofia, 'Lena Vogt');
  await pane(sofia).getByRole('button', { name: 'More about lena@example.org' }).click();
  await sofia.page.getByRole('menuitem', { name: /Mark as verified/ }).click();
  await contact.getByText('verified', { exact: true }).waitFor();
  await sofia.context.close();

  await more.click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await contact.getByText('No address or number is known.').waitFor();
}, 120_000);

test('who is likely the same comes first, and a refusal is said where it was asked', async () => {
  const { page } = ana;
  await open(ana, 'Lena V.');
  const call = (path: string, method: string, body: object) =>
    page.evaluate(
      async ([at, how, what]) => {
        const answer = await fetch(`/api/v1${at}`, {
          method: how,
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          body: what,
        });
        return answer.status;
      },
      [path, method, JSON.stringify(body)] as const,
    );
  const idOf = (name: string) =>
    page.evaluate(async (q) => {
      const answer = await fetch(`/api/v1/customers?q=${encodeURIComponent(q)}`);
      return ((await answer.json()) as { data: { id: string }[] }).data[0]?.id ?? '';
    }, name);
  const [lena, lenny] = [await idOf('Lena V.'), await idOf('Lenny Vale')];
  const number = { kind: 'phone', value: '+49 30 901820' };
  for (const id of [lena, lenny]) {
    expect(await call(`/customers/${id}/contact-points`, 'PUT', number)).toBe(200);
  }
  await also(ana).getByRole('button', { name: 'Link another identity' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link another identity' });
  const first = dialog.getByRole('option').first();
  await first.getByText('same number').waitFor();
  expect(await first.innerText()).toContain('Lenny Vale');
  await page.keyboard.press('Escape');

  // Taken apart by somebody else while the question stands: there is nothing left to unlink.
  expect(await call(`/customers/${lena}/link`, 'POST', { customerId: lenny })).toBe(200);
  await also(ana)
    .getByRole('button', { name: /^Unlink Lenny/ })
    .click();
  const confirm = page.getByRole('dialog', { name: /^Unlink Lenny/ });
  expect(await call(`/customers/${lenny}/unlink`, 'POST', {})).toBe(200);
  await confirm.getByRole('button', { name: 'Unlink', exact: true }).click();
  await confirm.getByRole('alert').getByText('The customer is linked with nobody.').waitFor();
}, 120_000);

test('what the CRM knows stands beside the conversation, and a case that is asked for with it', async () => {
  await open(ana, 'Lena Vogt');
  const crm = pane(ana).getByRole('region', { name: 'CRM' });
  await crm.getByText(/^As of/).waitFor();
  await crm.getByRole('button', { name: 'New case' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'New case' });
  await dialog.getByLabel('What it is about').fill('Replace the lost parcel');
  await dialog.getByRole('button', { name: 'Create the case' }).click();
  await ana.page.getByText('The case is on its way to the CRM.').waitFor();
  // It comes by the live stream, once it is made.
  await crm.getByRole('definition').getByText('Replace the lost parcel').waitFor();
  await expect.poll(() => crm.getByText('On its way').count(), { timeout: 10_000 }).toBe(0);
}, 60_000);

test('an admin has a person’s data made a file, and erases them by typing their name; who looks on is shown nothing of them any more', async () => {
  const adam = await work.signIn('adam@careline.example');
  const { page } = adam;
  await open(ana, 'Lenny Vale');
  // An agent does neither.
  expect(await pane(ana).getByRole('button', { name: 'The customer’s data' }).count()).toBe(0);
  await page.goto(`${work.desk.api}/inbox/all`);
  await open(adam, 'Lenny Vale');
  const menu = pane(adam).getByRole('button', { name: 'The customer’s data' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Export data' }).click();
  const download = page.waitForEvent('download');
  await pane(adam).getByRole('link', { name: 'Download' }).click({ timeout: 30_000 });
  expect((await download).suggestedFilename()).toMatch(/^customer-data-.*\.json$/);

  await menu.click();
  await page.getByRole('menuitem', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase Lenny Vale' });
  const erase = dialog.getByRole('button', { name: 'Erase for good' });
  await dialog.getByLabel('Type “Lenny Vale” to go on').fill('Lenny');
  expect(await erase.isDisabled()).toBe(true);
  await dialog.getByLabel('Type “Lenny Vale” to go on').fill('Lenny Vale');
  const alsoAs = dialog.getByRole('checkbox');
  if (await alsoAs.count()) await alsoAs.uncheck();
  await erase.click();
  const erasure = pane(adam).getByRole('region', { name: 'Erasure' });
  await erasure.getByText(/^Erased today/).waitFor({ timeout: 90_000 });
  // The number that they shared is still the other's.
  await erasure.getByText('contact_points.value').waitFor();
  await expect.poll(() => ana.page.getByText(/Lenny|Hello\?/).count()).toBe(0);
  await adam.context.close();
}, 180_000);
