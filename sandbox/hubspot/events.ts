import { queued } from '../crm/ledger.ts';
import type { World, WorldChange } from '../world.ts';
import { hubspotAccount } from './account.ts';
import type { HubspotObject } from './model.ts';

/** What the app's subscriptions tell of a contact; nothing while there is no address. */
export function contactEvents(
  world: World,
  { type, id, properties }: HubspotObject,
  what: 'creation' | 'propertyChange' | 'deletion' | 'privacyDeletion',
  changed: readonly string[],
  by: 'INTEGRATION' | 'CRM_UI',
): WorldChange[] {
  if (type !== 'contacts') return [];
  if (what !== 'propertyChange')
    return eventOf(world, what, { objectId: Number(id), changeSource: by });
  return changed.flatMap((propertyName) =>
    eventOf(world, what, {
      ...{ objectId: Number(id), propertyName, changeSource: by },
      propertyValue: properties[propertyName] ?? '',
    }),
  );
}

export const mergeEvent = (world: World, kept: string, gone: string): WorldChange[] =>
  eventOf(world, 'merge', {
    ...{ objectId: Number(kept), primaryObjectId: Number(kept), mergedObjectIds: [Number(gone)] },
    ...{ newObjectId: Number(kept), numberOfPropertiesMoved: 0, changeSource: 'CRM_UI' },
  });

function eventOf(world: World, what: string, more: object): WorldChange[] {
  const { portalId, webhookUrl } = hubspotAccount(world);
  if (webhookUrl === undefined) return [];
  const event = {
    // Not promised to be unique, and so it is not.
    eventId: world.nextNumber('hubspotEvents') % 1_000,
    ...{ subscriptionId: 3_171_055, portalId, appId: 1_160_452, occurredAt: world.now() },
    ...{ subscriptionType: `contact.${what}`, attemptNumber: 0 },
    ...more,
  };
  return [queued(world, 'hubspot', event)];
}
