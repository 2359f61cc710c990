import type { World, WorldChange } from '../world.ts';
import { noted } from '../crm/ledger.ts';
import { hubspotAccount } from './account.ts';
import { alreadyExists, badProperties, invalid } from './errors.ts';
import { contactEvents } from './events.ts';
import type { HubspotObject } from './model.ts';
import { problemsIn, propertyNamed, uniqueNames } from './properties.ts';

export const recordKey = (type: string, id: string) => `${type}/${id}`;
export const putRecord = (it: HubspotObject): WorldChange => [
  'hubspotObjects',
  recordKey(it.type, it.id),
  it,
];

export function recordsOf(world: World, type: string): HubspotObject[] {
  return [...world.tables.hubspotObjects.values()].filter(
    (it) => it.type === type && it.archivedAt === undefined,
  );
}

/** By id, or by a property that is unique. A contact that was merged away is the other one from then on. */
export function recordBy(
  world: World,
  type: string,
  value: string,
  idProperty?: string,
): HubspotObject | undefined {
  if (idProperty === undefined || idProperty === 'hs_object_id') {
    const it = world.tables.hubspotObjects.get(recordKey(type, value));
    if (it?.mergedInto !== undefined) return recordBy(world, type, it.mergedInto);
    return it?.archivedAt === undefined ? it : undefined;
  }
  if (!propertyNamed(world, type, idProperty)?.isUnique) {
    throw invalid(`Property ${idProperty} is not a unique property of ${type}`);
  }
  const wanted = idProperty === 'email' ? value.toLowerCase() : value;
  return recordsOf(world, type).find(
    ({ properties }) =>
      properties[idProperty] === wanted ||
      (idProperty === 'email' &&
        (properties['hs_additional_emails'] ?? '').split(';').includes(wanted)),
  );
}

const required: Record<string, readonly string[]> = {
  notes: ['hs_timestamp'],
  tickets: ['subject', 'hs_pipeline_stage'],
};

/** @param by who writes: the desk's app, or a person in HubSpot */
export function create(
  world: World,
  type: string,
  given: Record<string, string>,
  by: 'INTEGRATION' | 'CRM_UI' = 'INTEGRATION',
): HubspotObject {
  const properties = checked(world, type, given);
  const missing = (required[type] ?? []).filter((name) => (properties[name] ?? '') === '');
  if (missing.length > 0) {
    throw badProperties(
      missing.map((name) => ({
        name,
        code: 'REQUIRED_FIELD',
        message: `Some required properties were not set: ${name}`,
      })),
    );
  }
  const at = world.now();
  const record: HubspotObject = {
    ...{ id: String(world.nextNumber('hubspotObjects', 51_000_000_101)), type },
    properties: {},
    history: {},
    ...{ createdAt: at, updatedAt: at, searchableAt: 0 },
  };
  const written = withValues(world, record, properties, true);
  world.commit([
    putRecord(written),
    ledgerLine(world, 'create', written),
    ...contactEvents(world, written, 'creation', Object.keys(properties), by),
  ]);
  return written;
}

export function update(
  world: World,
  record: HubspotObject,
  given: Record<string, string>,
  by: 'INTEGRATION' | 'CRM_UI' = 'INTEGRATION',
): HubspotObject {
  const properties = checked(world, record.type, given, record.id);
  const changed = Object.keys(properties).filter(
    (name) => (record.properties[name] ?? '') !== properties[name],
  );
  if (changed.length === 0) return record;
  const written = withValues(world, record, properties, false);
  world.commit([
    putRecord(written),
    ledgerLine(world, 'update', written),
    ...contactEvents(world, written, 'propertyChange', changed, by),
  ]);
  return written;
}

export const ledgerLine = (
  world: World,
  action: 'create' | 'update' | 'delete' | 'erase',
  { type, id, properties }: HubspotObject,
): WorldChange => {
  const key = properties['careline_key'];
  return noted(world, {
    ...{ platform: 'hubspot', action, objectType: type, id },
    ...(key !== undefined && key !== '' && { key }),
  });
};

function checked(world: World, type: string, given: Record<string, string>, ownId?: string) {
  const properties = { ...given };
  if (properties['email'] !== undefined) properties['email'] = properties['email'].toLowerCase();
  const problems = problemsIn(world, type, properties);
  if (problems.length > 0) throw badProperties(problems);
  for (const name of uniqueNames(world, type)) {
    const value = properties[name];
    if (value === undefined || value === '') continue;
    const other = recordBy(world, type, value, name);
    if (other === undefined || other.id === ownId) continue;
    if (name === 'email') throw alreadyExists(other.id);
    const message = `${value} is already used by ${other.id}`;
    throw badProperties([{ name, code: 'CONFLICTING_UNIQUE_VALUE', message }]);
  }
  return properties;
}

function withValues(
  world: World,
  record: HubspotObject,
  properties: Record<string, string>,
  isNew: boolean,
): HubspotObject {
  const at = Math.max(world.now(), record.updatedAt + (isNew ? 0 : 1));
  const history = { ...record.history };
  for (const [name, value] of Object.entries(properties)) {
    history[name] = [{ value, at }, ...(history[name] ?? [])].slice(0, 20);
  }
  const { indexed: _indexed, ...rest } = record;
  const before = world.now() >= record.searchableAt ? record.properties : record.indexed;
  return {
    ...rest,
    properties: { ...record.properties, ...properties },
    ...{ history, updatedAt: at, searchableAt: world.now() + hubspotAccount(world).searchLagMs },
    ...(!isNew && before && { indexed: before }),
  };
}

/** As the API shows one. */
export function shown(
  { id, properties, history, createdAt, updatedAt }: HubspotObject,
  names: readonly string[],
  withHistory: readonly string[] = [],
) {
  const always = ['hs_object_id', 'createdate', 'lastmodifieddate'];
  const own: Record<string, string> = {
    ...properties,
    ...{ hs_object_id: id, createdate: iso(createdAt), lastmodifieddate: iso(updatedAt) },
  };
  return {
    id,
    properties: Object.fromEntries([...always, ...names].map((name) => [name, own[name] || null])),
    ...(withHistory.length > 0 && {
      propertiesWithHistory: Object.fromEntries(
        withHistory.map((name) => [
          name,
          (history[name] ?? []).map(({ value, at }) => ({
            ...{ value, timestamp: iso(at), sourceType: 'INTEGRATION' },
          })),
        ]),
      ),
    }),
    ...{ createdAt: iso(createdAt), updatedAt: iso(updatedAt), archived: false },
  };
}

const iso = (at: number) => new Date(at).toISOString();
