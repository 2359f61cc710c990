import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { notePace, waitOf } from '../../accounts/pace.ts';
import type { Connected, Connections } from '../../crm/connections.ts';
import { CrmError, type Card, type NewCase } from '../../crm/crm.ts';
import { restMs } from '../../domain/crm/patience.ts';
import type { CrmStep, CrmStepInput } from '../types.ts';
import { answering } from './answering.ts';
import { ensureContact, forgetContact, keepCard, tell, type Contact } from './contacts.ts';
import { engagementOf } from './engagement.ts';
import { takeFields } from './fields.ts';
import { personOf, type Person } from './person.ts';
import { finish, nextTask, putOff, type Task } from './tasks.ts';
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

/** One try of the first of a person's tasks that waits. What fails is put off, however long; what is refused is passed over. */
export const createCrmStep =
  (parts: CrmParts) =>
  async ({ connectionId, personKey, waited }: CrmStepInput): Promise<CrmStep> => {
    const { pool, connections, now = Date.now } = parts;
    const found = await connections.byId(connectionId);
    // Whoever switches it on, or connects it anew, has it told of what waits.
    if (found?.status !== 'active') return { is: 'idle' };
    const connected = { ...found, crm: answering(found.crm) };
    const task = await nextTask(pool, connectionId, personKey);
    if (!task) return { is: 'idle' };
    const person = await personOf(pool, personKey);
    if (!person) {
      await finish(pool, task, { state: 'refused', error: 'The customer is not there any more.' });
      return { is: 'done' };
    }
    const wait = await waitOf(pool, connectionId, now());
    if (wait) {
      const ms = restMs(waited + 1, Math.random(), wait.until - now());
      return { is: 'wait', ms };
    }
    try {
      const made = await workOn({ ...parts, connected, person, task });
      await notePace(pool, connectionId, { was: 'answered' }, now());
      await finish(pool, task, { state: 'done', ...made });
    } catch (error) {
      if (!(error instanceof CrmError)) throw error;
      const step = await failed(parts, connected, task, error);
      await tell(pool, person.members);
      return step;
    }
    if (task.kind === 'case') await tell(pool, person.members);
    return { is: 'done' };
  };

async function failed(
  { pool, now = Date.now }: CrmParts,
  { id }: Connected,
  task: Task,
  { kind, message, retryAfterMs }: CrmError,
): Promise<CrmStep> {
  const error = message.slice(0, 500);
  switch (kind) {
    case 'refused':
      await notePace(pool, id, { was: 'answered' }, now());
      await finish(pool, task, { state: 'refused', error });
      return { is: 'done' };
    case 'unauthorized':
      await pool.query(
        `update crm_connections set status = 'needs_attention', problem = $2, checked_at = now() where id = $1 and status = 'active'`,
        [id, error],
      );
      await putOff(pool, task, { error, until: now() });
      return { is: 'idle' };
    case 'retry': {
      const until = retryAfterMs === undefined ? undefined : now() + retryAfterMs;
      await notePace(
        pool,
        id,
        until === undefined ? { was: 'failed' } : { was: 'throttled', until },
        now(),
      );
      const ms = restMs(task.attempts + 1, Math.random(), retryAfterMs);
      await putOff(pool, task, { error, until: now() + ms });
      return { is: 'wait', ms };
    }
  }
}

type Known = Contact & { externalId: string };
type Made = { externalId?: string; url?: string };

/** @throws CrmError */
async function workOn(work: Work): Promise<Made> {
  const { pool, connected, person, task } = work;
  const contact = await ensureContact(pool, connected, person);
  const { externalId: contactId } = contact;
  switch (task.kind) {
    case 'contact':
    case 'card':
      await readCard(work, contact);
      return {};
    case 'engagement': {
      const engagement = await engagementOf(pool, resolvedIn(task), {
        ...{ contactId, link: linkTo(work) },
      });
      return engagement ? connected.crm.logEngagement(engagement) : {};
    }
    case 'case': {
      const made = await connected.crm.createCase(caseIn(work, contactId));
      // The card shows it, once it can be read: the next reading is a task of its own.
      const card = await connected.crm.readCard(contactId).catch(() => undefined);
      if (card) await keepCard(pool, contact, card, person.members);
      return made;
    }
    case 'fields':
      await exchangeFields(work, contact);
      return {};
  }
}

async function readCard(work: Work, contact: Known): Promise<void> {
  const { pool, client, connected, person, task } = work;
  const card =
    task.kind === 'card'
      ? await connected.crm.readCard(contact.externalId)
      : await cardOf(work, contact);
  if (!card) {
    // Nobody writes, and nothing is to be told: its end is taken note of.
    await forgetContact(pool, contact, person.members);
    return;
  }
  await takeFields(pool, connected, person.members, card, contact.card);
  await keepCard(pool, contact, card, person.members);
  const { tier } = card;
  if (tier === undefined) return;
  const { members } = person;
  const isNews = tier !== contact.card?.tier;
  const cause = `crm/${task.id}/${JSON.stringify(task.payload)}`;
  const of =
    isNews || task.conversationId === null
      ? { members }
      : { members, conversationId: task.conversationId };
  if (isNews || task.kind === 'contact') await tellTier({ pool, client }, tier, of, cause);
}

/** Where the contact was deleted in the CRM, it is made anew, once. */
async function cardOf({ pool, connected, person }: Work, contact: Known): Promise<Card> {
  const card = await connected.crm.readCard(contact.externalId);
  if (card) return card;
  await forgetContact(pool, contact, person.members);
  const again = await ensureContact(pool, connected, person);
  Object.assign(contact, { externalId: again.externalId, card: null });
  const made = await connected.crm.readCard(again.externalId);
  if (!made) throw new CrmError('refused', 'The contact is not there any more.');
  return made;
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
  await keepCard(pool, contact, { ...card, fields }, person.members);
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
