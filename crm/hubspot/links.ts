import { z } from 'zod';
import type { HubspotSession } from './client.ts';

const Details = z.object({ portalId: z.number(), uiDomain: z.string().regex(/^[\w.-]+$/) });
/** HubSpot's own numbers for its kinds of records. */
const typeIds = { contacts: '0-1', deals: '0-3', tickets: '0-5' };

/** Where a person looks at a record. Asked once who the account is; without an answer there are no links. */
export function linksOf(session: HubspotSession) {
  let details: Promise<z.infer<typeof Details> | undefined> | undefined;
  const ask = () =>
    session(async (client) => {
      const response = await client.apiRequest({ path: '/account-info/v3/details' });
      return Details.safeParse(response.ok ? await response.json() : undefined).data;
    }).catch(() => {
      details = undefined;
      return undefined;
    });

  return async () => {
    const known = await (details ??= ask());
    return (type: keyof typeof typeIds, id: string): { url?: string } =>
      known === undefined
        ? {}
        : {
            url: `https://${known.uiDomain}/contacts/${known.portalId}/record/${typeIds[type]}/${id}`,
          };
  };
}
