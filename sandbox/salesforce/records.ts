import { noted, queued } from '../crm/ledger.ts';
import type { World, WorldChange } from '../world.ts';
import { duplicate, noSuchColumn, notFound, SalesforceError } from './errors.ts';
import { isSameId, newId } from './ids.ts';
import type { SalesforceRecord, Value } from './model.ts';
import { salesforceOrg } from './org.ts';
import { fieldsOf } from './schema.ts';

export const putRecord = (it: SalesforceRecord): WorldChange => ['salesforceRecords', it.id, it];

export function recordsOf(world: World, type: string): SalesforceRecord[] {
  return [...world.tables.salesforceRecords.values()].filter(
    (it) => it.type === type && it.deletedAt === undefined,
  );
}

export function recordNamed(world: World, type: string, id: string): SalesforceRecord {
  if (!/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id)) {
    throw new SalesforceError(400, 'MALFORMED_ID', `${type} ID: id value of incorrect type: ${id}`);
  }
  const record = [...world.tables.salesforceRecords.values()].find((it) => isSameId(it.id, id));
  if (record?.type !== type) throw notFound();
  if (record.deletedAt !== undefined) {
    throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
  }
  return record;
}

/** A value as queries see it: Salesforce computes some, and compares none of them by case. */
export function valueOf(record: SalesforceRecord, field: string): Value {
  const { fields } = record;
  switch (field) {
    case 'Id':
      return record.id;
    case 'CreatedDate':
      return sfTime(record.createdAt);
    case 'LastModifiedDate':
      return sfTime(record.updatedAt);
    case 'Name':
      return record.type === 'Contact'
        ? [fields['FirstName'], fields['LastName']].filter((it) => it).join(' ')
        : (fields['Name'] ?? null);
    case 'IsDeleted':
      return record.deletedAt !== undefined;
    case 'MasterRecordId':
      return record.masterId ?? null;
    case 'IsClosed':
      return /^Closed/.test(String(fields['Status'] ?? fields['StageName'] ?? ''));
    default:
      return fields[field] ?? null;
  }
}

/** `2026-11-28T14:00:00.000+0000` */
const sfTime = (at: number) => new Date(at).toISOString().replace('Z', '+0000');

const defaults: Record<string, Record<string, Value>> = {
  Case: { Status: 'New', Priority: 'Medium' },
  Task: { Status: 'Not Started', Priority: 'Normal' },
};

export function create(world: World, type: string, given: Record<string, Value>): SalesforceRecord {
  const fields = { ...defaults[type], ...checked(world, type, given) };
  const missing = Object.entries(fieldsOf(world, type))
    .filter(([name, it]) => it.isRequired && (fields[name] ?? '') === '')
    .map(([name]) => name);
  if (missing.length > 0) {
    const message = `Required fields are missing: [${missing.join(', ')}]`;
    throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', message, missing);
  }
  if (type === 'Case')
    fields['CaseNumber'] = String(world.nextNumber('salesforceCases', 1_001)).padStart(8, '0');
  const at = world.now();
  const record: SalesforceRecord = {
    id: newId(world, type),
    type,
    fields,
    createdAt: at,
    updatedAt: at,
  };
  world.commit([
    putRecord(record),
    lineOf(world, 'create', record),
    ...told(world, record, 'changed'),
  ]);
  return record;
}

export function update(
  world: World,
  record: SalesforceRecord,
  given: Record<string, Value>,
): SalesforceRecord {
  const fields = { ...record.fields, ...checked(world, record.type, given, record.id) };
  const written = { ...record, fields, updatedAt: Math.max(world.now(), record.updatedAt + 1) };
  world.commit([
    putRecord(written),
    lineOf(world, 'update', written),
    ...told(world, written, 'changed'),
  ]);
  return written;
}

/** To the bin. A contact that has cases stays. */
export function remove(world: World, record: SalesforceRecord): void {
  const { type, id } = record;
  if (type === 'Contact' && recordsOf(world, 'Case').some((it) => it.fields['ContactId'] === id)) {
    const message = `Your attempt to delete this contact could not be completed because it is associated with the following cases.`;
    throw new SalesforceError(400, 'DELETE_FAILED', message, []);
  }
  world.commit([
    putRecord({ ...record, deletedAt: world.now() }),
    lineOf(world, 'delete', record),
    ...told(world, record, 'deleted'),
  ]);
}

/** The other's tasks and cases move along, and it is gone. */
export function merge(world: World, kept: SalesforceRecord, gone: SalesforceRecord): void {
  const moved = [...recordsOf(world, 'Task'), ...recordsOf(world, 'Case')].flatMap((it) => {
    const field = it.type === 'Task' ? 'WhoId' : 'ContactId';
    return it.fields[field] === gone.id
      ? [putRecord({ ...it, fields: { ...it.fields, [field]: kept.id } })]
      : [];
  });
  world.commit([
    ...moved,
    putRecord({ ...gone, deletedAt: world.now(), masterId: kept.id }),
    noted(world, {
      ...{ platform: 'salesforce', action: 'merge', objectType: 'Contact', id: gone.id },
      to: `Contact/${kept.id}`,
    }),
    ...told(world, gone, 'merged', kept.id),
  ]);
}

function lineOf(world: World, action: 'create' | 'update' | 'delete', record: SalesforceRecord) {
  const key = record.fields['Careline_Key__c'];
  return noted(world, {
    ...{ platform: 'salesforce', action, objectType: record.type, id: record.id },
    ...(typeof key === 'string' && { key }),
  });
}

/** What the organisation's own trigger sends: of contacts, whoever changed them. */
function told(
  world: World,
  { type, id }: SalesforceRecord,
  kind: 'changed' | 'deleted' | 'merged',
  intoId?: string,
): WorldChange[] {
  if (type !== 'Contact' || salesforceOrg(world).webhookUrl === undefined) return [];
  const change = `${id}-${world.nextNumber('salesforceChanges')}`;
  return [
    queued(world, 'salesforce', { id: change, contactId: id, kind, ...(intoId && { intoId }) }),
  ];
}

function checked(world: World, type: string, given: Record<string, Value>, ownId?: string) {
  const known = fieldsOf(world, type);
  for (const [name, value] of Object.entries(given)) {
    const field = known[name];
    if (field === undefined) throw noSuchColumn(name, type);
    if (field.isReadOnly) {
      const message = `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
      throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', message, [name]);
    }
    if (value === null) continue;
    if (field.length !== undefined && String(value).length > field.length) {
      const message = `${name}: data value too large (max length=${field.length})`;
      throw new SalesforceError(400, 'STRING_TOO_LONG', message, [name]);
    }
    if (field.type === 'email' && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(String(value))) {
      const message = `${name}: invalid email address: ${value}`;
      throw new SalesforceError(400, 'INVALID_EMAIL_ADDRESS', message, [name]);
    }
    if (field.refersTo !== undefined) {
      const other = world.tables.salesforceRecords.get(String(value));
      if (other?.type !== field.refersTo || other.deletedAt !== undefined) {
        throw new SalesforceError(
          400,
          'INVALID_CROSS_REFERENCE_KEY',
          'invalid cross reference id',
          [name],
        );
      }
    }
    if (!field.isKey) continue;
    const twin = recordsOf(world, type).find(
      (it) => String(it.fields[name] ?? '').toLowerCase() === String(value).toLowerCase(),
    );
    if (twin !== undefined && twin.id !== ownId) throw duplicate(name, twin.id);
  }
  return given;
}
