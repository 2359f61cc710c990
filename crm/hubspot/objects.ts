/** HubSpot's records, all read and written in the same way, and how one is made once. */
import type { SimplePublicObjectWithAssociations } from '@hubspot/api-client/lib/codegen/crm/objects/index.js';
import { CrmError } from '../crm.ts';
import { inItsWords } from '../words.ts';
import type { HubspotSession } from './client.ts';
import { isStatus, says } from './errors.ts';

/** Our key, unique on each type of record that we write. */
export const keyProperty = 'careline_key';
/** Words to find a contact by (crm/traces.ts). */
export const tracesProperty = 'careline_traces';
export const ourTypes = ['contacts', 'notes', 'tickets'] as const;
type OurType = (typeof ourTypes)[number];

export type HubspotRecord = Pick<
  SimplePublicObjectWithAssociations,
  'id' | 'properties' | 'createdAt'
>;

/** By a unique property: a read that is true at once, unlike a search. */
export const readBy = (
  session: HubspotSession,
  type: OurType,
  idProperty: string | undefined,
  value: string,
  properties: string[],
): Promise<HubspotRecord | undefined> =>
  session(({ crm }) =>
    crm.objects.basicApi
      .getById(type, value, properties, undefined, undefined, false, idProperty)
      .catch((error: unknown) => {
        if (isStatus(error, 404)) return undefined;
        throw error;
      }),
  );

/** What has the key already is left as it is: somebody may have worked on it since. */
export async function makeOnce(
  session: HubspotSession,
  type: OurType,
  key: string,
  properties: Record<string, string>,
): Promise<{ id: string; isNew: boolean }> {
  const known = await readBy(session, type, keyProperty, key, [keyProperty]);
  if (known !== undefined) return { id: known.id, isNew: false };
  const input = {
    id: key,
    idProperty: keyProperty,
    properties: { ...properties, [keyProperty]: key },
  };
  try {
    const answer = await session(({ crm }) =>
      crm.objects.batchApi.upsert(type, { inputs: [input] }),
    );
    const [made] = answer.results;
    if (made !== undefined) return { id: made.id, isNew: made._new };
    const [problem] = 'errors' in answer ? (answer.errors ?? []) : [];
    const category = problem?.category ?? 'VALIDATION_ERROR';
    throw new CrmError('refused', `HubSpot 207 ${category}: ${inItsWords(problem?.message ?? '')}`);
  } catch (error) {
    // Two at once: the other one made it.
    const other =
      says(error, 'CONFLICT') || says(error, 'CONFLICTING_UNIQUE_VALUE')
        ? await readBy(session, type, keyProperty, key, [keyProperty])
        : undefined;
    if (other === undefined) throw error;
    return { id: other.id, isNew: false };
  }
}
