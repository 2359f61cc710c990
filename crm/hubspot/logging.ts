import type { Crm, Engagement } from '../crm.ts';
import type { HubspotSession } from './client.ts';
import { isStatus } from './errors.ts';
import { linksOf } from './links.ts';
import { makeOnce } from './objects.ts';

/**
 * A note on the contact's timeline. (HubSpot's "communication" knows three networks, none of ours.) An upsert cannot associate, so
 * that is a second call, harmless when done again: a note that lost its contact's half is completed by the next attempt.
 */
export const logEngagement =
  (session: HubspotSession): Crm['logEngagement'] =>
  async (engagement) => {
    const owner = await ownerWith(session, engagement.agentEmail);
    const { id } = await makeOnce(session, 'notes', engagement.key, {
      hs_timestamp: new Date(engagement.endedAt).toISOString(),
      hs_note_body: htmlOf(engagement),
      ...(owner !== undefined && { hubspot_owner_id: owner }),
    });
    await associate(session, 'notes', id, engagement.contactId);
    return { externalId: id };
  };

const priorities = { low: 'LOW', medium: 'MEDIUM', high: 'HIGH', urgent: 'URGENT' };

/** A ticket in the first stage of the support pipeline. */
export function caseMaker(session: HubspotSession): Crm['createCase'] {
  const links = linksOf(session);
  return async ({ key, contactId, title, description, priority, link }) => {
    const { id } = await makeOnce(session, 'tickets', key, {
      ...{ subject: title, content: `${description}\n\n${link}` },
      ...{ hs_pipeline: '0', hs_pipeline_stage: '1', hs_ticket_priority: priorities[priority] },
    });
    await associate(session, 'tickets', id, contactId);
    return { externalId: id, ...(await links())('tickets', id) };
  };
}

const associate = (session: HubspotSession, type: 'notes' | 'tickets', id: string, to: string) =>
  session(({ crm }) => crm.associations.v4.basicApi.createDefault(type, id, 'contacts', to));

/** Who answered, where HubSpot knows them. */
async function ownerWith(session: HubspotSession, email?: string): Promise<string | undefined> {
  if (email === undefined) return undefined;
  const { results } = await session(({ crm }) =>
    crm.owners.ownersApi.getPage(email, undefined, 1).catch((error: unknown) => {
      if (isStatus(error, 403)) return { results: [] };
      throw error;
    }),
  );
  return results[0]?.id;
}

const mostCharacters = 60_000;

/** Notes are HTML: what a customer wrote must not become part of it. */
function htmlOf({ title, summary, tags, link }: Engagement): string {
  const lines = [
    `<strong>${escaped(title)}</strong>`,
    ...escaped(summary.slice(0, mostCharacters / 6)).split('\n'),
    ...(tags.length > 0 ? [`Tags: ${escaped(tags.join(', '))}`] : []),
    `<a href="${escaped(link)}">${escaped(link)}</a>`,
  ];
  return lines.join('<br>').slice(0, mostCharacters);
}

const entities: Record<string, string> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  ...{ '"': '&quot;', "'": '&#39;' },
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (it) => entities[it] ?? it);
