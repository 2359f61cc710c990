import { invalid } from './errors.ts';
import type { JsonSchema } from './request.ts';

/** Who decides what stands where a schema leaves it open. `name` is the property's. */
export interface Speaker {
  text: (name: string, at: number) => string;
  choice: (name: string, options: readonly unknown[]) => unknown;
  number: (name: string, least: number, most: number, isWhole: boolean) => number;
  isTrue: (name: string) => boolean;
  /** How many there are of a list. */
  count: (name: string, least: number, most: number, isOfTexts: boolean) => number;
}

/** A value that the schema allows. */
export function fill(root: JsonSchema, speaker: Speaker): unknown {
  const value = (schema: JsonSchema, name: string, at: number): unknown => {
    const it = resolved(root, schema);
    if ('const' in it) return it['const'];
    if (Array.isArray(it['enum'])) return speaker.choice(name, it['enum']);
    switch (typeOf(it)) {
      case 'object':
        return Object.fromEntries(
          Object.entries(objectOf(it['properties'])).map(([key, inner]) => [
            key,
            value(objectOf(inner), key, at),
          ]),
        );
      case 'array': {
        const items = resolved(root, objectOf(it['items']));
        const least = numberOf(it['minItems'], 0);
        const most = numberOf(it['maxItems'], Math.max(least, 3));
        const options = Array.isArray(items['enum']) ? items['enum'].length : most;
        const isOfTexts = typeOf(items) !== 'object';
        const count = Math.min(options, speaker.count(name, least, most, isOfTexts));
        return Array.from({ length: count }, (_, n) => value(items, name, n));
      }
      case 'number':
      case 'integer':
        return speaker.number(
          name,
          numberOf(it['minimum'], 0),
          numberOf(it['maximum'], 1),
          it['type'] === 'integer',
        );
      case 'boolean':
        return speaker.isTrue(name);
      case 'null':
        return null;
      default:
        return speaker.text(name, at).slice(0, numberOf(it['maxLength'], 100_000));
    }
  };
  return value(root, '', 0);
}

function resolved(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const { $ref: reference } = schema;
  if (typeof reference === 'string') {
    const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
    const target = steps.reduce<unknown>((it, step) => objectOf(it)[step], root);
    return resolved(root, objectOf(target));
  }
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(choices)) return schema;
  const real = choices.map(objectOf).find((it) => it['type'] !== 'null');
  return real === undefined ? { type: 'null' } : resolved(root, real);
}

function typeOf(schema: JsonSchema): unknown {
  const { type } = schema;
  if (Array.isArray(type)) return type.find((it) => it !== 'null');
  return type ?? ('properties' in schema ? 'object' : 'string');
}

const objectOf = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};

const numberOf = (value: unknown, otherwise: number) =>
  typeof value === 'number' ? value : otherwise;

/** What `strict` asks of a schema: every object closed, and all of its properties required. */
export function checkStrict(name: string, schema: JsonSchema, path: readonly string[] = []): void {
  const refuse = (why: string) =>
    invalid(
      `Invalid schema for response_format '${name}': In context=(${path.map((it) => `'${it}'`).join(', ')}), ${why}`,
      'response_format',
    );
  if (path.length === 0 && typeOf(schema) !== 'object') throw refuse('schema must be an object.');
  if ('properties' in schema) {
    if (schema['additionalProperties'] !== false) {
      throw refuse("'additionalProperties' is required to be supplied and to be false.");
    }
    const required = Array.isArray(schema['required']) ? schema['required'] : [];
    const missing = Object.keys(objectOf(schema['properties'])).find(
      (it) => !required.includes(it),
    );
    if (missing !== undefined) {
      throw refuse(
        `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`,
      );
    }
  }
  for (const [key, inner] of Object.entries(schema)) {
    if (typeof inner !== 'object' || inner === null || key === 'enum' || key === 'required')
      continue;
    for (const [step, one] of Object.entries(inner)) {
      if (key === 'items') continue;
      if (typeof one === 'object') checkStrict(name, objectOf(one), [...path, key, step]);
    }
    if (key === 'items') checkStrict(name, objectOf(inner), [...path, key]);
  }
}
