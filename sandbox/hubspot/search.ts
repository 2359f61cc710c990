import { z } from 'zod';
import type { World } from '../world.ts';
import { invalid } from './errors.ts';
import type { HubspotObject } from './model.ts';
import { propertyNamed } from './properties.ts';
import { recordsOf, shown } from './records.ts';
import { parsed } from './request.ts';

const operators = [
  ...['EQ', 'NEQ', 'LT', 'LTE', 'GT', 'GTE', 'BETWEEN', 'IN', 'NOT_IN', 'HAS_PROPERTY'],
  ...['NOT_HAS_PROPERTY', 'CONTAINS_TOKEN', 'NOT_CONTAINS_TOKEN'],
] as const;
const Filter = z.strictObject({
  propertyName: z.string(),
  operator: z.enum(operators),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
  highValue: z.string().optional(),
});
type Filter = z.infer<typeof Filter>;
const Search = z.strictObject({
  filterGroups: z
    .array(z.strictObject({ filters: z.array(Filter).max(6) }))
    .max(5)
    .default([]),
  sorts: z
    .array(z.union([z.string(), z.object({ propertyName: z.string(), direction: z.string() })]))
    .max(1)
    .default([]),
  properties: z.array(z.string()).default([]),
  query: z.string().optional(),
  limit: z.number().int().min(0).max(200).default(10),
  after: z.string().optional(),
});

/** It sees what was written a while ago: a record made just now is not found. */
export function search(world: World, type: string, body: unknown) {
  const { filterGroups, sorts, properties, limit } = parsed(Search, body);
  const filters = filterGroups.flatMap((it) => it.filters);
  if (filters.length > 18) throw invalid('filters: at most 18 in all');
  for (const { propertyName, operator, values, value } of filters) {
    if (propertyNamed(world, type, propertyName) === undefined) {
      throw invalid(
        `There was a problem with the request. Property ${propertyName} does not exist`,
      );
    }
    if ((operator === 'IN' || operator === 'NOT_IN') && !values?.length) {
      throw invalid(`operator ${operator} requires values`);
    }
    if (['EQ', 'CONTAINS_TOKEN'].includes(operator) && value === undefined) {
      throw invalid(`operator ${operator} requires a value`);
    }
  }
  const found = recordsOf(world, type).filter((record) => {
    const seen = world.now() >= record.searchableAt ? record.properties : record.indexed;
    if (seen === undefined) return false;
    const values = { ...seen, hs_object_id: record.id };
    return filterGroups.some((group) => group.filters.every((it) => matches(values, it)));
  });
  const [sort] = sorts;
  const isDescending =
    typeof sort === 'string' ? sort.startsWith('-') : sort?.direction === 'DESCENDING';
  const ordered = found.toSorted(
    (a, b) => a.createdAt - b.createdAt || Number(a.id) - Number(b.id),
  );
  if (isDescending) ordered.reverse();
  return {
    total: found.length,
    results: ordered.slice(0, limit).map((it) => shown(it, properties)),
  };
}

function matches(properties: HubspotObject['properties'], filter: Filter): boolean {
  const { operator, value = '', values = [] } = filter;
  const own = properties[filter.propertyName] ?? '';
  const same = (other: string) => own.toLowerCase() === other.toLowerCase();
  switch (operator) {
    case 'EQ':
      return same(value);
    case 'NEQ':
      return !same(value);
    case 'IN':
      return own !== '' && values.some(same);
    case 'NOT_IN':
      return !values.some(same);
    case 'HAS_PROPERTY':
      return own !== '';
    case 'NOT_HAS_PROPERTY':
      return own === '';
    case 'CONTAINS_TOKEN':
      return hasToken(own, value);
    case 'NOT_CONTAINS_TOKEN':
      return !hasToken(own, value);
    default:
      throw invalid(`this sandbox does not compare by ${operator}`);
  }
}

const words = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((it) => it !== '');

function hasToken(own: string, value: string): boolean {
  if (!value.includes('*')) {
    const wanted = words(value);
    return wanted.length > 0 && wanted.every((it) => words(own).includes(it));
  }
  const pattern = value
    .toLowerCase()
    .replace(/[^\p{L}\p{N}*]/gu, '')
    .replaceAll('*', '.*');
  return words(own).some((it) => new RegExp(`^${pattern}$`, 'u').test(it));
}
