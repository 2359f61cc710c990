/** The OpenAPI 3.1 document: the route table once more, for programs. */
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { statusOf } from './errors.ts';
import type { Operation } from './operation.ts';
import { rolesThatMay } from './permissions.ts';
import { problemType } from './problem.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const Problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(statusOf) as [string, ...string[]]),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

export const Pending = z
  .object({ status: z.literal('unknown'), commandId: z.string() })
  .meta({ id: 'Pending', description: 'It was sent and may be done yet: ask at Location.' });

export function openApiDocument(operations: readonly Operation[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-careline',
  });
  for (const operation of operations) register(registry, operation);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Careline',
      version: '1',
      description: 'The api of a social customer-care desk. Errors are application/problem+json.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
  });
}

function register(registry: OpenAPIRegistry, operation: Operation): void {
  const { method, path, id, summary, tag, permission, params, query, body, answer } = operation;
  const status =
    operation.status ?? (answer || operation.givesFile || operation.givesText ? 200 : 204);
  const headers = headersOf(operation);
  registry.registerPath({
    method,
    path,
    operationId: id,
    summary,
    tags: [tag],
    ...(permission === 'public'
      ? { description: 'For everybody.', security: [] }
      : { description: `For ${rolesThatMay(permission).join(', ')}.` }),
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body
        ? {
            body: {
              required: !accepts(body, {}),
              content: { 'application/json': { schema: body } },
            },
          }
        : {}),
      ...(operation.takesFile ? { body: { required: true, content: aFile } } : {}),
    },
    responses: {
      [status]: {
        description: 'Done.',
        ...(answer ? { content: { 'application/json': { schema: answer } } } : {}),
        ...(operation.givesFile ? { content: aFile } : {}),
        ...(operation.givesText
          ? { content: { [operation.givesText]: { schema: { type: 'string' as const } } } }
          : {}),
      },
      ...(operation.hasVersion && method === 'get'
        ? { 304: { description: 'Still as If-None-Match says.' } }
        : {}),
      ...(operation.mayBePending
        ? {
            202: {
              description: 'Sent, not answered in time.',
              content: { 'application/json': { schema: Pending } },
            },
          }
        : {}),
      ...Object.fromEntries(
        refusalsOf(operation).map((code) => [
          code,
          {
            description: 'Refused.',
            content: { [problemType]: { schema: Problem } },
          },
        ]),
      ),
    },
  });
}

const aFile = {
  'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
} as const;

function headersOf({ method, isCommand, hasVersion }: Operation): z.ZodObject | undefined {
  const shape = {
    ...(method === 'post' ? { 'Idempotency-Key': z.string().max(255).optional() } : {}),
    ...(isCommand || (hasVersion && method === 'patch')
      ? { 'If-Match': z.string().optional() }
      : {}),
    ...(hasVersion && method === 'get' ? { 'If-None-Match': z.string().optional() } : {}),
  };
  return Object.keys(shape).length > 0 ? z.object(shape) : undefined;
}

/** What any operation of its kind can be refused with, and what is particular to it. */
function refusalsOf(operation: Operation): number[] {
  const { method, params, query, body, refusals = [] } = operation;
  return [
    400,
    401,
    403,
    ...(params ? [404] : []),
    ...(query || body ? [422] : []),
    ...(method === 'get' ? [] : [413, 415]),
    ...(method === 'post' ? [409, 422] : []),
    ...(method === 'patch' ? [409] : []),
    ...(query ? [431] : []),
    ...(operation.givesFile ? [409, 410] : []),
    ...(operation.isCommand || operation.hasVersion ? [412] : []),
    ...refusals,
    429,
    500,
    503,
  ].filter((code, index, all) => all.indexOf(code) === index);
}

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;
