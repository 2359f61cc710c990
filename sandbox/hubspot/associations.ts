import { noted } from '../crm/ledger.ts';
import type { World, WorldChange } from '../world.ts';
import { notFound } from './errors.ts';
import type { HubspotObject } from './model.ts';
import { recordBy } from './records.ts';

/** HubSpot's numbers for the plain kinds; others are of no use here. */
const typeIds: Record<string, number> = {
  ...{
    'notes/contacts': 202,
    'contacts/notes': 201,
    'tickets/contacts': 16,
    'contacts/tickets': 15,
  },
  ...{
    'deals/contacts': 3,
    'contacts/deals': 4,
    'companies/contacts': 280,
    'contacts/companies': 279,
  },
};

const rowKey = (from: HubspotObject, to: HubspotObject) =>
  [from.type, from.id, to.type, to.id].join('/');

/** Both ways; again it changes nothing. */
export function associate(world: World, from: HubspotObject, to: HubspotObject): void {
  if (world.tables.hubspotAssociations.has(rowKey(from, to))) return;
  const key = from.properties['careline_key'];
  world.commit([
    ['hubspotAssociations', rowKey(from, to), true],
    ['hubspotAssociations', rowKey(to, from), true],
    noted(world, {
      ...{ platform: 'hubspot', action: 'associate', objectType: from.type, id: from.id },
      ...{ to: `${to.type}/${to.id}` },
      ...(key && { key }),
    }),
  ]);
}

export function associatedIds(world: World, { type, id }: HubspotObject, to: string): string[] {
  const prefix = `${type}/${id}/${to}/`;
  return [...world.tables.hubspotAssociations.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((other) => recordBy(world, to, other) !== undefined);
}

export function removals(world: World, { type, id }: HubspotObject): WorldChange[] {
  const self = `${type}/${id}`;
  return [...world.tables.hubspotAssociations.keys()]
    .filter((key) => key.startsWith(`${self}/`) || key.endsWith(`/${self}`))
    .map((key): WorldChange => ['hubspotAssociations', key, null]);
}

/** As a record shows those beside it. */
export function besides(world: World, record: HubspotObject, types: readonly string[]) {
  const kinds = types.flatMap((to) => {
    const results = associatedIds(world, record, to).map((id) => ({
      ...{ id, type: `${record.type.slice(0, -1)}_to_${to.slice(0, -1)}` },
    }));
    return results.length > 0 ? [[to, { results }] as const] : [];
  });
  return kinds.length > 0 ? { associations: Object.fromEntries(kinds) } : {};
}

export function page(world: World, record: HubspotObject, to: string) {
  return {
    results: associatedIds(world, record, to).map((id) => ({
      toObjectId: id,
      associationTypes: [
        {
          category: 'HUBSPOT_DEFINED',
          ...{ typeId: typeIds[`${record.type}/${to}`] ?? 449, label: null },
        },
      ],
    })),
  };
}

export function labels(from: HubspotObject, to: HubspotObject) {
  const spec = (a: HubspotObject, b: HubspotObject) => ({
    from: { id: a.id },
    to: { id: b.id },
    associationSpec: {
      associationCategory: 'HUBSPOT_DEFINED',
      associationTypeId: typeIds[`${a.type}/${b.type}`] ?? 449,
    },
  });
  const at = new Date().toISOString();
  return {
    ...{ status: 'COMPLETE', startedAt: at, completedAt: at },
    results: [spec(from, to), spec(to, from)],
  };
}

export function existing(world: World, type: string, id: string): HubspotObject {
  const record = recordBy(world, type, id);
  if (record === undefined) throw notFound(`Object not found. objectId are usually numeric.`);
  return record;
}
