/** What each kind of task is in the CRM. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { Connected, Connections } from '../../crm/connections.ts';
import type { Card, NewCase } from '../../crm/crm.ts';
import { ensureContact, forgetContact, keepCard } from './contacts.ts';
import { cardOf, readNow, writeTo, type Known } from './current.ts';
import { engagementOf } from './engagement.ts';
import { takeFields } from './fields.ts';
import type { Person } from './person.ts';
import type { Task } from './tasks.ts';
import { tellTier } from './tier.ts';

export interface CrmParts {
  pool: Pool;
  client: Client;
  connections: Connections;
  publicUrl: string;
  /** ms; a test's own clock. */
  now?: () => number;
}

interface Work extends CrmParts {
  connected: Connected;
  person: Person;
  task: Task;
}

type Made = { externalId?: string; url?: string };

/** @throws CrmError */
export async function workOn(work: Work): Promise<Made> {
  const { pool, connected, person, task } = work;
  const contact = await ensureContact(pool, connected, person);
  switch (task.kind) {
    case 'contact':
    case 'card':
      await readCard(work, contact);
      return {};
    case 'engagement':
      return writeTo(work, contact, async (contactId) => {
        const engagement = await engagementOf(pool, resolvedIn(task), {
          ...{ contactId, link: linkTo(work) },
        });
        return engagement ? connected.crm.logEngagement(engagement) : {};
      });
    case 'case': {
      const made = await writeTo(work, contact, (contactId) =>
        connected.crm.createCase(caseIn(work, contactId)),
      );
      // The card shows it, once it can be read: the next reading is a task of its own.
      const card = await readNow(work, contact).catch(() => undefined);
      if (card) await keep(work, contact, card);
      return made;
    }
    case 'fields':
      await exchangeFields(work, contact);
      return {};
  }
}

async function readCard(work: Work, contact: Known): Promise<void> {
  const { pool, connected, person, task } = work;
  const card = task.kind === 'card' ? await readNow(work, contact) : await cardOf(work, contact);
  if (!card) {
    // Nobody writes, and nothing is to be told: its end is taken note of.
    await forgetContact(pool, contact, person.members);
    return;
  }
  await takeFields(pool, connected, person.members, card, contact.card);
  await keep(work, contact, card);
}

/** What its tier promises is told before it is known: whoever is stopped between tells it again, and that is heard once. */
async function keep(work: Work, contact: Known, card: Card): Promise<void> {
  const { pool, client, person, task } = work;
  const { members } = person;
  const { tier } = card;
  const isNews = tier !== contact.card?.tier;
  if (tier !== undefined && (isNews || task.kind === 'contact')) {
    const cause = `crm/${task.id}/${JSON.stringify(task.payload)}`;
    const of =
      isNews || task.conversationId === null
        ? { members }
        : { members, conversationId: task.conversationId };
    await tellTier({ pool, client }, tier, of, cause);
  }
  await keepCard(pool, contact, card, members);
}

/** Both ways: nobody has looked since at what the desk has to tell. */
async function exchangeFields(work: Work, contact: Known): Promise<void> {
  const { pool, connected, person, task } = work;
  const card = await cardOf(work, contact);
  const push = await takeFields(pool, connected, person.members, card, contact.card);
  if (Object.keys(push).length > 0) {
    await connected.crm.pushFields(contact.externalId, push, task.key);
  }
  const pushed = Object.entries(push).map(([name, value]) => [name, { value }] as const);
  const fields = { ...card.fields, ...Object.fromEntries(pushed) };
  await keep(work, contact, { ...card, fields });
}

const linkTo = ({ publicUrl, task }: Work): string =>
  `${publicUrl}/inbox/all/${task.conversationId ?? ''}`;

const resolvedIn = ({ key, conversationId, payload }: Task) => ({
  ...{ key, conversationId: conversationId ?? '', at: Number(payload['at']) },
  reason: String(payload['reason']),
  ...(typeof payload['agentId'] === 'string' && { agentId: payload['agentId'] }),
});

function caseIn(work: Work, contactId: string): NewCase {
  const { key, payload } = work.task;
  return {
    ...{ key, contactId, link: linkTo(work) },
    title: String(payload['title']),
    description: String(payload['description']),
    // Checked by the api when it was written.
    priority: payload['priority'] as NewCase['priority'],
  };
}
