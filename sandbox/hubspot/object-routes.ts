import type { Request } from 'express';
import { z } from 'zod';
import type { Answer } from '../answer.ts';
import type { FaultEndpoint } from '../faults.ts';
import type { World } from '../world.ts';
import { associate, besides, existing, labels, page } from './associations.ts';
import { batchRead } from './batch.ts';
import { archive, gdprDelete, merge } from './erase.ts';
import { notFound } from './errors.ts';
import { objectTypes } from './properties.ts';
import { create, recordBy, recordsOf, shown, update } from './records.ts';
import { listIn, parsed, Properties } from './request.ts';
import type { Route } from './router.ts';
import { search } from './search.ts';

const objects = '/crm/v3/objects';
const Write = z.object({ properties: Properties });
const Purge = z.strictObject({ objectId: z.string(), idProperty: z.string().optional() });
const Merge = z.strictObject({ primaryObjectId: z.string(), objectIdToMerge: z.string() });

type Upsert = (type: string, body: unknown) => Promise<Answer>;

export function objectRoutes(world: World, upsert: Upsert): Route[] {
  const ok = (body: unknown): Answer => ({ status: 200, body });
  const recordIn = (request: Request) => {
    const { id = '' } = request.params;
    const { idProperty } = request.query;
    const by = typeof idProperty === 'string' ? idProperty : undefined;
    const record = recordBy(world, typeIn(request), String(id), by);
    if (record === undefined) throw notFound('Object not found.  objectId are usually numeric.');
    return record;
  };
  const reads = { endpoint: endpointOf, scopes: (it: Request) => scopesOf(typeIn(it), false) };
  const writes = { endpoint: endpointOf, scopes: (it: Request) => scopesOf(typeIn(it), true) };
  const associations = '/crm/v4/objects/:type/:id/associations';

  return [
    {
      ...{ method: 'post', path: `${objects}/contacts/gdpr-delete` },
      ...{ endpoint: () => 'contacts', scopes: () => scopesOf('contacts', true) },
      answer({ body }) {
        const { objectId, idProperty } = parsed(Purge, body);
        const record = recordBy(world, 'contacts', objectId, idProperty);
        if (record === undefined) throw notFound();
        gdprDelete(world, record);
        return { status: 204, body: '' };
      },
    },
    {
      ...{ method: 'post', path: `${objects}/contacts/merge` },
      ...{ endpoint: () => 'contacts', scopes: () => scopesOf('contacts', true) },
      answer({ body }) {
        const { primaryObjectId, objectIdToMerge } = parsed(Merge, body);
        const [kept, gone] = [primaryObjectId, objectIdToMerge].map((id) =>
          existing(world, 'contacts', id),
        );
        if (kept === undefined || gone === undefined) throw notFound();
        return ok(shown(merge(world, kept, gone), []));
      },
    },
    {
      ...{ method: 'post', path: `${objects}/:type/search`, ...reads, endpoint: () => 'search' },
      answer: (it) => ok(search(world, typeIn(it), it.body)),
    },
    {
      ...{ method: 'post', path: `${objects}/:type/batch/read`, ...reads },
      answer: (it) => batchRead(world, typeIn(it), it.body),
    },
    {
      ...{ method: 'post', path: `${objects}/:type/batch/upsert`, ...writes },
      answer: (it) => upsert(typeIn(it), it.body),
    },
    {
      ...{ method: 'get', path: `${objects}/:type/:id`, ...reads },
      answer(request) {
        const record = recordIn(request);
        const [names, histories, types] = [
          'properties',
          'propertiesWithHistory',
          'associations',
        ].map((name) => listIn(request.query, name));
        return ok({
          ...shown(record, names ?? [], histories),
          ...besides(world, record, types ?? []),
        });
      },
    },
    {
      ...{ method: 'get', path: `${objects}/:type`, ...reads },
      answer: (it) => {
        const limit = Number(it.query['limit'] ?? 10);
        return ok({
          results: recordsOf(world, typeIn(it))
            .slice(0, limit)
            .map((one) => shown(one, [])),
        });
      },
    },
    {
      ...{ method: 'post', path: `${objects}/:type`, ...writes },
      answer: (it) => {
        const { properties } = parsed(Write, it.body);
        return {
          status: 201,
          body: shown(create(world, typeIn(it), properties), Object.keys(properties)),
        };
      },
    },
    {
      ...{ method: 'patch', path: `${objects}/:type/:id`, ...writes },
      answer: (it) => {
        const { properties } = parsed(Write, it.body);
        return ok(shown(update(world, recordIn(it), properties), Object.keys(properties)));
      },
    },
    {
      ...{ method: 'delete', path: `${objects}/:type/:id`, ...writes },
      answer: (it) => {
        // Whatever is not there is gone already: HubSpot answers 204 for that too.
        const record = recordBy(world, typeIn(it), String(it.params['id']));
        if (record !== undefined) archive(world, record);
        return { status: 204, body: '' };
      },
    },
    {
      ...{
        method: 'put',
        path: `/crm/v4/objects/:type/:id/associations/default/:to/:toId`,
        ...writes,
      },
      answer({ params }) {
        const [from, to] = [
          existing(world, String(params['type']), String(params['id'])),
          existing(world, String(params['to']), String(params['toId'])),
        ];
        associate(world, from, to);
        return ok(labels(from, to));
      },
    },
    {
      ...{ method: 'get', path: `${associations}/:to`, ...reads },
      answer: (it) => ok(page(world, recordIn(it), String(it.params['to']))),
    },
  ];
}

function typeIn({ params }: Request): string {
  const type = String(params['type']);
  if (!objectTypes.includes(type)) throw notFound(`Unable to infer object type from: ${type}`);
  return type;
}

const endpoints: Record<string, FaultEndpoint> = {
  ...{ contacts: 'contacts', notes: 'engagements', tickets: 'cases' },
};
const endpointOf = ({ params }: Request) => endpoints[String(params['type'])] ?? 'other';

function scopesOf(type: string, isWrite: boolean): string[] {
  if (type === 'tickets') return ['tickets'];
  if (type === 'notes') return [`crm.objects.contacts.${isWrite ? 'write' : 'read'}`];
  return [`crm.objects.${type}.${isWrite ? 'write' : 'read'}`];
}
