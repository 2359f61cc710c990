import type { Request } from 'express';
import { z } from 'zod';
import type { Answer } from '../answer.ts';
import type { World } from '../world.ts';
import { hubspotAccount } from './account.ts';
import { HubspotError, notFound } from './errors.ts';
import { ownerNamed, ownerPage, pipelines } from './people.ts';
import { definition, objectTypes, propertyNamed } from './properties.ts';
import { parsed } from './request.ts';
import type { Route } from './router.ts';

const NewProperty = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  groupName: z.string().min(1),
  type: z.enum(['string', 'number', 'date', 'datetime', 'enumeration', 'bool']),
  fieldType: z.string(),
  hasUniqueValue: z.boolean().default(false),
  description: z.string().default(''),
});

/** Definitions, owners, pipelines, and whose account it is. */
export function otherRoutes(world: World): Route[] {
  const ok = (body: unknown): Answer => ({ status: 200, body });
  const other = { endpoint: () => 'other' as const };
  return [
    {
      ...{ method: 'get', path: '/crm/v3/properties/:type/:name', ...other },
      scopes: (it) => schemaScopes(it, false),
      answer(request) {
        const found = definition(world, typeIn(request), String(request.params['name']));
        if (found === undefined)
          throw notFound(`Property ${String(request.params['name'])} does not exist`);
        return ok(found);
      },
    },
    {
      ...{ method: 'post', path: '/crm/v3/properties/:type', ...other },
      scopes: (it) => schemaScopes(it, true),
      answer(request) {
        const objectType = typeIn(request);
        const given = parsed(NewProperty, request.body);
        if (propertyNamed(world, objectType, given.name) !== undefined) {
          throw new HubspotError(
            409,
            'CONFLICT',
            `A property named '${given.name}' already exists.`,
          );
        }
        world.commit([
          ['hubspotProperties', `${objectType}/${given.name}`, { objectType, ...given }],
        ]);
        return { status: 201, body: definition(world, objectType, given.name) };
      },
    },
    {
      ...{ method: 'get', path: '/crm/v3/owners/:id', ...other },
      scopes: () => ['crm.objects.owners.read'],
      answer: (it) => ok(ownerNamed(String(it.params['id']))),
    },
    {
      ...{ method: 'get', path: '/crm/v3/owners', ...other },
      scopes: () => ['crm.objects.owners.read'],
      answer: (it) => ok(ownerPage(it.query['email'])),
    },
    {
      ...{ method: 'get', path: '/crm/v3/pipelines/:type', ...other },
      scopes: (it) => schemaScopes(it, false),
      answer: (it) => ok(pipelines(String(it.params['type']))),
    },
    {
      ...{ method: 'get', path: '/account-info/v3/details', ...other },
      scopes: () => ['oauth'],
      answer: () =>
        ok({
          ...{
            portalId: hubspotAccount(world).portalId,
            accountType: 'STANDARD',
            timeZone: 'Europe/Berlin',
          },
          ...{ uiDomain: 'app-eu1.hubspot.com', dataHostingLocation: 'eu1' },
        }),
    },
  ];
}

function typeIn({ params }: Request): string {
  const type = String(params['type']);
  if (!objectTypes.includes(type)) throw notFound(`Unable to infer object type from: ${type}`);
  return type;
}

/** Tickets have one scope for everything; notes go with contacts. */
function schemaScopes({ params }: Request, isWrite: boolean): string[] {
  const type = String(params['type']);
  if (type === 'tickets') return ['tickets'];
  if (type === 'deals') return ['crm.objects.deals.read'];
  return [`crm.schemas.contacts.${isWrite ? 'write' : 'read'}`];
}
