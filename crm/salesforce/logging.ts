import type { Crm, Engagement } from '../crm.ts';
import { linksTo } from './card.ts';
import type { SalesforceSession } from './client.ts';
import { checkedId, idOf, literal, makeOnce, query } from './records.ts';

/** Fields are cut where Salesforce would refuse all of it. */
const most = { subject: 255, description: 32_000 };

/** A task that is done, on the contact's timeline. */
export const logEngagement =
  (session: SalesforceSession): Crm['logEngagement'] =>
  async (engagement) => {
    const { key, contactId, title, endedAt, agentEmail } = engagement;
    const owner = agentEmail === undefined ? undefined : await userWith(session, agentEmail);
    const { id } = await makeOnce(session, 'Task', key, {
      WhoId: checkedId(contactId),
      Subject: title.slice(0, most.subject),
      Description: textOf(engagement).slice(0, most.description),
      ...{ Status: 'Completed', Priority: 'Normal' },
      ActivityDate: new Date(endedAt).toISOString().slice(0, 10),
      ...(owner !== undefined && { OwnerId: owner }),
    });
    return { externalId: id };
  };

/** Salesforce knows no urgent one out of the box. */
const priorities = { low: 'Low', medium: 'Medium', high: 'High', urgent: 'High' };

export const createCase =
  (session: SalesforceSession): Crm['createCase'] =>
  async ({ key, contactId, title, description, priority, link }) => {
    const { id } = await makeOnce(session, 'Case', key, {
      ContactId: checkedId(contactId),
      Subject: title.slice(0, most.subject),
      Description: `${link}\n\n${description}`.slice(0, most.description),
      Priority: priorities[priority],
      Origin: 'Web',
    });
    const instanceUrl = await session((connection) => Promise.resolve(connection.instanceUrl));
    return { externalId: id, ...linksTo(instanceUrl)('Case', id) };
  };

const textOf = ({ summary, tags, link }: Engagement) =>
  [link, ...(tags.length > 0 ? [`Tags: ${tags.join(', ')}`] : []), '', summary].join('\n');

/** Who answered, where Salesforce knows them and they may own things. */
async function userWith(session: SalesforceSession, email: string): Promise<string | undefined> {
  const conditions = { Email: literal(email), IsActive: true };
  const [user] = await query(session, 'User', conditions, ['Id'], { limit: 1 });
  return user && idOf(user);
}
