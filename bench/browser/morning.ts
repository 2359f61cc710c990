/** A morning's work, for the screenshots. */
import { ask, until } from '../../test/support/client.ts';
import type { RunningDesk } from '../../test/support/running-desk.ts';

export const agent = 'ana@careline.example';

const refund = 'Hi, how do I return my tent poles and get a refund?';
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
  { platform: 'telegram', kind: 'dm', id: '73003', name: 'Kim Oduya', text: refund },
  { platform: 'facebook', kind: 'dm', id: '74003', name: 'Lea Brandt', text: refund },
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

/** The customers write, and some are answered. */
export async function work({ api, sandbox, credentials, asAdmin }: RunningDesk): Promise<void> {
  await allowAnswers(asAdmin);
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
  await new Promise((resolve) => setTimeout(resolve, 8_000));
}

/** Sent by itself on one account, approved by a person on another. */
async function allowAnswers(asAdmin: RunningDesk['asAdmin']): Promise<void> {
  await asAdmin('POST', '/knowledge/articles', {
    ...{
      language: 'en',
      title: 'Returning tent poles for a refund',
      tags: ['tent poles', 'refund'],
    },
    body: 'You can send tent poles back within 45 days. The money is with you five days after they are here.',
    ...{ status: 'published', approvedForAnswers: true },
  });
  const { data } = await asAdmin<{ data: { id: string; platform: string }[] }>('GET', '/accounts');
  for (const [platform, mode] of [
    ['telegram', 'send'],
    ['facebook', 'draft_for_approval'],
  ]) {
    const accountId = data.find((it) => it.platform === platform)?.id;
    await asAdmin('POST', '/answer-policies', {
      ...{ accountId, topic: 'refund', mode, minConfidence: 0.3, mostAnswers: 2 },
    });
  }
}
