import type { World } from '../world.ts';
import { noSuchColumn, SalesforceError } from './errors.ts';
import type { SalesforceRecord, Value } from './model.ts';
import { recordsOf, valueOf } from './records.ts';
import { fieldsOf, typeNames } from './schema.ts';
import { parseSoql } from './soql-parser.ts';
import type { Condition } from './soql-parser.ts';

/** What it answers is what was written: no index lags behind. @param inBin what was deleted is found too */
export function query(world: World, version: string, soql: string, inBin = false) {
  const { fields, type, where, order, limit = 2_000 } = parseSoql(soql);
  if (!typeNames.includes(type)) {
    throw new SalesforceError(400, 'INVALID_TYPE', `sObject type '${type}' is not supported.`);
  }
  for (const path of [...fields, ...order.map((it) => it.field)]) checkPath(world, type, path);
  if (where !== undefined) checkFilter(world, type, where);
  const all = inBin
    ? [...world.tables.salesforceRecords.values()].filter((it) => it.type === type)
    : recordsOf(world, type);
  const found = all
    .filter((it) => where === undefined || holds(world, it, where))
    .toSorted((a, b) => {
      for (const { field, isDescending } of order) {
        const [left, right] = [read(world, a, field), read(world, b, field)].map(String);
        if (left !== right)
          return (String(left) < String(right) ? -1 : 1) * (isDescending ? -1 : 1);
      }
      return 0;
    })
    .slice(0, limit);
  const records = found.map((it) => shown(world, version, it, fields));
  return { totalSize: records.length, done: true, records };
}

/** `Owner.Name`: the record that `OwnerId` names, and its field. */
const parentOf = (world: World, record: SalesforceRecord, name: string) =>
  world.tables.salesforceRecords.get(String(record.fields[`${name}Id`] ?? ''));

function read(world: World, record: SalesforceRecord, path: string): Value {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return valueOf(record, name);
  const parent = parentOf(world, record, name);
  return parent === undefined ? null : read(world, parent, rest.join('.'));
}

function checkPath(world: World, type: string, path: string): void {
  const [name = '', ...rest] = path.split('.');
  const fields = fieldsOf(world, type);
  if (rest.length === 0) {
    if (fields[name] === undefined) throw noSuchColumn(name, type);
    return;
  }
  const parent = fields[`${name}Id`]?.refersTo;
  if (parent === undefined) {
    const message = `Didn't understand relationship '${name}' in field path.`;
    throw new SalesforceError(400, 'INVALID_FIELD', message);
  }
  checkPath(world, parent, rest.join('.'));
}

function checkFilter(world: World, type: string, condition: Condition): void {
  if (condition.kind !== 'compare') {
    for (const it of condition.all) checkFilter(world, type, it);
    return;
  }
  checkPath(world, type, condition.field);
  if (fieldsOf(world, type)[condition.field]?.type === 'textarea') {
    const message = `field '${condition.field}' can not be filtered in a query call`;
    throw new SalesforceError(400, 'INVALID_FIELD', message);
  }
}

function holds(world: World, record: SalesforceRecord, condition: Condition): boolean {
  if (condition.kind !== 'compare') {
    const { kind, all } = condition;
    const holdsToo = (it: Condition) => holds(world, record, it);
    return kind === 'and' ? all.every(holdsToo) : all.some(holdsToo);
  }
  const own = read(world, record, condition.field);
  const [value = null] = condition.values;
  switch (condition.operator) {
    case '=':
      return same(own, value);
    case '!=':
      return !same(own, value);
    case 'IN':
      return condition.values.some((it) => same(own, it));
    case 'NOT IN':
      return !condition.values.some((it) => same(own, it));
    case 'LIKE':
      return own !== null && like(String(value)).test(String(own));
    default:
      return compares(String(own ?? ''), condition.operator, String(value));
  }
}

const same = (own: Value, other: Value): boolean =>
  typeof own === 'string' && typeof other === 'string'
    ? own.toLowerCase() === other.toLowerCase() ||
      (own.length === 18 && other.length === 15 && own.startsWith(other))
    : own === other || ((own ?? '') === '' && other === null);

function compares(own: string, operator: string, value: string): boolean {
  if (operator === '<') return own < value;
  if (operator === '>') return own > value;
  return operator === '<=' ? own <= value : own >= value;
}

function like(pattern: string): RegExp {
  const source = pattern.replace(/\\([%_])|[%_]|[^%_\\]+|\\/g, (it, plain?: string) => {
    if (plain !== undefined) return plain;
    if (it === '%') return '.*';
    return it === '_' ? '.' : it.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'is');
}

function shown(
  world: World,
  version: string,
  record: SalesforceRecord,
  paths: readonly string[],
): Record<string, unknown> {
  const { type, id } = record;
  const url = `/services/data/${version}/sobjects/${type}/${id}`;
  const row: Record<string, unknown> = { attributes: { type, url } };
  const parents = new Map<string, string[]>();
  for (const path of paths) {
    const [name = '', ...rest] = path.split('.');
    if (rest.length === 0) row[name] = valueOf(record, name);
    else parents.set(name, [...(parents.get(name) ?? []), rest.join('.')]);
  }
  for (const [name, below] of parents) {
    const parent = parentOf(world, record, name);
    row[name] = parent === undefined ? null : shown(world, version, parent, below);
  }
  return row;
}
