import { z } from 'zod';
import type { Crm, CrmChange } from '../crm.ts';
import { isFresh, isSignedBy } from '../signed.ts';
import type { SalesforceSettings } from './settings.ts';

const Body = z.object({
  changes: z
    .array(
      z.object({
        /** Unique per change. */
        id: z.string().min(1).max(100),
        contactId: z.string().regex(/^[A-Za-z0-9]{15,18}$/),
        kind: z.enum(['changed', 'deleted', 'merged']),
        intoId: z.string().optional(),
      }),
    )
    .max(2_000),
});

/**
 * Salesforce signs nothing that it sends by itself: an outbound message is SOAP, and vouched for by a client certificate alone; change
 * events are streamed to whoever stays connected, which no webhook does. So a trigger of the organisation's own calls us, with an
 * HMAC by Apex's `Crypto.generateMac` over time and body. docs/crm.md has the trigger.
 */
export const receiver =
  ({ webhookSecret }: SalesforceSettings): Crm['receive'] =>
  ({ headers, body, receivedAt }) => {
    const timestamp = headers['x-careline-timestamp'];
    const signature = headers['x-careline-signature'];
    if (!isFresh(timestamp, receivedAt)) return undefined;
    if (!isSignedBy(webhookSecret, [timestamp ?? '', '.', body], signature, 'hex'))
      return undefined;
    return (Body.safeParse(jsonOf(body)).data?.changes ?? []).map(
      ({ id, contactId, kind, intoId }): CrmChange => ({
        dedupeKey: `salesforce/${id}`,
        ...{ contactId, kind },
        ...(intoId !== undefined && { intoId }),
      }),
    );
  };

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
