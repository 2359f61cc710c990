import { z } from 'zod';
import type { Crm, CrmChange, RawRequest } from '../crm.ts';
import { isFresh, isSignedBy } from '../signed.ts';
import type { HubspotSettings } from './settings.ts';

const Id = z.union([z.number(), z.string()]).transform(String);
const Event = z.object({
  eventId: Id,
  subscriptionType: z.string(),
  /** Of the newer `object.…` subscriptions. */
  objectTypeId: z.string().optional(),
  portalId: Id.optional(),
  objectId: Id.optional(),
  occurredAt: z.number(),
  propertyName: z.string().optional(),
  primaryObjectId: Id.optional(),
  mergedObjectIds: z.array(Id).optional(),
  newObjectId: Id.optional(),
});

/** HubSpot's signature of version 3: method, address, body and time. Older versions leave out the time, and are not taken. */
export const receiver =
  (settings: HubspotSettings): Crm['receive'] =>
  (raw) => {
    if (!isHubspots(raw, settings)) return undefined;
    const events = z.array(z.unknown()).safeParse(jsonOf(raw.body)).data ?? [];
    return events.flatMap((it) => {
      const event = Event.safeParse(it).data;
      if (event === undefined || !isOurs(event, settings)) return [];
      return changesIn(event);
    });
  };

function isHubspots(raw: RawRequest, { webhookSecret, webhookUrl }: HubspotSettings): boolean {
  const timestamp = raw.headers['x-hubspot-request-timestamp'];
  if (!isFresh(timestamp, raw.receivedAt)) return false;
  const signature = raw.headers['x-hubspot-signature-v3'];
  const addresses = webhookUrl === undefined ? addressesOf(raw) : [webhookUrl];
  return addresses.some((address) =>
    isSignedBy(
      webhookSecret,
      [raw.method.toUpperCase(), decoded(address), raw.body, timestamp ?? ''],
      signature,
      'base64',
    ),
  );
}

/** Behind a proxy the request does not know how it was called. Whichever it is: only HubSpot can have signed it. */
function addressesOf({ url, headers }: RawRequest): string[] {
  if (/^https?:\/\//i.test(url)) return [url];
  const hosts = [headers['x-forwarded-host'], headers['host']].filter((it) => it !== undefined);
  return hosts.flatMap((host) => [`https://${host}${url}`, `http://${host}${url}`]);
}

/** These, and no others, are decoded in the address before it is signed. */
const plain: Record<string, string> = {
  ...{ '%3A': ':', '%2F': '/', '%3F': '?', '%40': '@', '%21': '!', '%24': '$' },
  ...{ '%27': "'", '%28': '(', '%29': ')', '%2A': '*', '%2C': ',', '%3B': ';' },
};
const decoded = (address: string) =>
  address.replace(/%[0-9a-f]{2}/gi, (it) => plain[it.toUpperCase()] ?? it);

const isOurs = (event: z.infer<typeof Event>, { portalId }: HubspotSettings) =>
  portalId === undefined || event.portalId === undefined || event.portalId === portalId;

function changesIn(event: z.infer<typeof Event>): CrmChange[] {
  const [subject = '', what = ''] = event.subscriptionType.split('.');
  const isContact = subject === 'contact' || (subject === 'object' && event.objectTypeId === '0-1');
  if (!isContact) return [];
  const { eventId, occurredAt, objectId, propertyName = '', primaryObjectId } = event;
  // `eventId` alone is not promised to be unique.
  const dedupeKey = (id: string) =>
    ['hubspot', what, id, propertyName, occurredAt, eventId].join('/');
  if (what === 'merge') {
    const intoId = event.newObjectId ?? primaryObjectId;
    const gone = [...(event.mergedObjectIds ?? []), primaryObjectId, objectId];
    return [...new Set(gone)].flatMap((id) =>
      id === undefined || intoId === undefined || id === intoId
        ? []
        : [{ dedupeKey: dedupeKey(id), contactId: id, kind: 'merged' as const, intoId }],
    );
  }
  if (objectId === undefined) return [];
  const isGone = what === 'deletion' || what === 'privacyDeletion';
  return [
    { dedupeKey: dedupeKey(objectId), contactId: objectId, kind: isGone ? 'deleted' : 'changed' },
  ];
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
