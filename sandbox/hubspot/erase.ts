import type { World, WorldChange } from '../world.ts';
import { hubspotAccount } from './account.ts';
import { associatedIds, existing, removals } from './associations.ts';
import { contactEvents, mergeEvent } from './events.ts';
import type { HubspotObject } from './model.ts';
import { ledgerLine, putRecord, recordBy, recordKey } from './records.ts';
import { noted } from '../crm/ledger.ts';

/** To the bin: its id and its values are free again. */
export function archive(
  world: World,
  record: HubspotObject,
  by: 'INTEGRATION' | 'CRM_UI' = 'INTEGRATION',
): void {
  world.commit([
    putRecord({ ...record, archivedAt: world.now() }),
    ...removals(world, record),
    ledgerLine(world, 'delete', record),
    ...contactEvents(world, record, 'deletion', [], by),
  ]);
}

/** For good: no bin, no history, and nothing that was filed for the contact alone. */
export function gdprDelete(world: World, record: HubspotObject): void {
  const notes = associatedIds(world, record, 'notes').map((id) => existing(world, 'notes', id));
  const gone = [record, ...notes];
  world.commit([
    ...gone.map((it): WorldChange => ['hubspotObjects', recordKey(it.type, it.id), null]),
    ...gone.flatMap((it) => removals(world, it)),
    ledgerLine(world, 'erase', record),
    ...contactEvents(world, record, 'privacyDeletion', [], 'INTEGRATION'),
  ]);
}

/** Two become one: the other's values fill gaps, what was filed for it moves along, and its id leads here. */
export function merge(world: World, kept: HubspotObject, gone: HubspotObject): HubspotObject {
  const values = { ...gone.properties, ...kept.properties };
  // Unique values stay with the one that is kept, or move to it.
  const merged = { ...kept, properties: values, updatedAt: world.now() };
  const moved = ['notes', 'tickets', 'deals', 'companies'].flatMap((type) =>
    associatedIds(world, gone, type).flatMap((id): WorldChange[] => [
      ['hubspotAssociations', `contacts/${kept.id}/${type}/${id}`, true],
      ['hubspotAssociations', `${type}/${id}/contacts/${kept.id}`, true],
    ]),
  );
  world.commit([
    putRecord(merged),
    putRecord({ ...gone, properties: {}, archivedAt: world.now(), mergedInto: kept.id }),
    ...removals(world, gone),
    ...moved,
    noted(world, {
      ...{ platform: 'hubspot', action: 'merge', objectType: 'contacts', id: gone.id },
      to: `contacts/${kept.id}`,
    }),
    ...(hubspotAccount(world).webhookUrl === undefined ? [] : mergeEvent(world, kept.id, gone.id)),
  ]);
  return recordBy(world, 'contacts', kept.id) ?? merged;
}
