import type { Crm } from '../crm.ts';
import type { HubspotSession } from './client.ts';
import { isStatus, says } from './errors.ts';
import { keyProperty } from './objects.ts';

/** What we logged goes first, while it still can be found by its contact. */
export const erase =
  (session: HubspotSession): Crm['erase'] =>
  async (contactId) => {
    for (const [type, blank] of logged) {
      for (const id of await oursBeside(session, contactId, type)) {
        // Overwritten before: what is archived can be brought back for 90 days.
        await unlessGone(
          session(({ crm }) => crm.objects.basicApi.update(type, id, { properties: blank })),
        );
        await unlessGone(session(({ crm }) => crm.objects.basicApi.archive(type, id)));
      }
    }
    await unlessGone(session(({ crm }) => crm.contacts.basicApi.purge({ objectId: contactId })));
  };

const logged = [
  ['notes', { hs_note_body: '' }],
  ['tickets', { subject: 'Erased', content: '' }],
] as const;

async function oursBeside(session: HubspotSession, contactId: string, type: string) {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await session(({ crm }) =>
      crm.associations.v4.basicApi
        .getPage('contacts', contactId, type, after, 100)
        .catch((error: unknown) => {
          if (isStatus(error, 404)) return { results: [], paging: undefined };
          throw error;
        }),
    );
    const inputs = page.results.map(({ toObjectId }) => ({ id: toObjectId }));
    if (inputs.length > 0) {
      const { results } = await session(({ crm }) =>
        crm.objects.batchApi.read(type, {
          ...{ inputs, properties: [keyProperty], propertiesWithHistory: [] },
        }),
      );
      ids.push(...results.filter((it) => it.properties[keyProperty]).map(({ id }) => id));
    }
    after = page.paging?.next?.after;
  } while (after !== undefined);
  return ids;
}

/** Not there any more: done. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!says(error, '404')) throw error;
  }
}
