import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Answer } from '../answer.ts';
import type { World } from '../world.ts';
import { HubspotError, invalid } from './errors.ts';
import { propertyNamed } from './properties.ts';
import { create, recordBy, shown, update } from './records.ts';
import { parsed, Properties } from './request.ts';

const Read = z.object({
  inputs: z
    .array(z.object({ id: z.union([z.string(), z.number()]).transform(String) }))
    .min(1)
    .max(100),
  properties: z.array(z.string()).default([]),
  propertiesWithHistory: z.array(z.string()),
  idProperty: z.string().optional(),
});

export function batchRead(world: World, type: string, body: unknown): Answer {
  const { inputs, properties, propertiesWithHistory, idProperty } = parsed(Read, body);
  const found = inputs.map(({ id }) => recordBy(world, type, id, idProperty));
  const results = found.flatMap((it) =>
    it === undefined ? [] : [shown(it, properties, propertiesWithHistory)],
  );
  const missing = inputs.flatMap(({ id }, at) => (found[at] === undefined ? [id] : []));
  if (missing.length === 0) return { status: 200, body: complete({ results }) };
  const errors = [
    {
      ...{ status: 'error', category: 'OBJECT_NOT_FOUND', context: { ids: missing } },
      message:
        'Could not get some objects, they may be deleted or not exist. Check that ids are valid.',
    },
  ];
  return { status: 207, body: complete({ results, numErrors: missing.length, errors }) };
}

const Upsert = z.object({
  inputs: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        idProperty: z.string(),
        properties: Properties,
        objectWriteTraceId: z.string().optional(),
      }),
    )
    .min(1)
    .max(100),
});

/** Creates or updates by a unique property. It takes a moment; of two at once with the same value one is refused. */
export function createUpsert(world: World) {
  const busy = new Set<string>();
  return async (type: string, body: unknown): Promise<Answer> => {
    const { inputs } = parsed(Upsert, body);
    const values = inputs.map(({ id, idProperty }) => `${type}/${idProperty}/${id}`);
    if (new Set(values).size < values.length) throw invalid('Duplicate IDs found in batch input');
    for (const { idProperty } of inputs) {
      if (propertyNamed(world, type, idProperty)?.isUnique !== true) {
        throw invalid(`Property ${idProperty} is not a unique property of ${type}`);
      }
    }
    const taken = values.find((it) => busy.has(it));
    if (taken !== undefined) {
      throw new HubspotError(409, 'CONFLICT', 'Another request writes a record with this value');
    }
    for (const it of values) busy.add(it);
    try {
      await sleep(2);
      const results = inputs.map(({ id, idProperty, properties }) => {
        const known = recordBy(world, type, id, idProperty);
        const given = { ...properties, [idProperty]: id };
        const record =
          known === undefined ? create(world, type, given) : update(world, known, given);
        return { ...shown(record, Object.keys(given)), new: known === undefined };
      });
      return { status: 200, body: complete({ results }) };
    } finally {
      for (const it of values) busy.delete(it);
    }
  };
}

function complete<Body extends object>(body: Body) {
  const at = new Date().toISOString();
  return { status: 'COMPLETE', startedAt: at, completedAt: at, ...body };
}
