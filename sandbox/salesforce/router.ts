import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { answerUnderFaults, inWords } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { FaultEndpoint, Faults } from '../faults.ts';
import type { World } from '../world.ts';
import { authenticate, issueToken } from './access.ts';
import {
  errorAnswer,
  malformed,
  notFound,
  OAuthError,
  oauthAnswer,
  salesforceDialect,
  SalesforceError,
} from './errors.ts';
import { salesforceOrg } from './org.ts';
import { recordNamed, valueOf } from './records.ts';
import { described, fieldsOf, typeNames } from './schema.ts';
import { query } from './soql.ts';
import { createWrites } from './write.ts';

export interface SalesforceParts {
  world: World;
  faults: Faults;
  /** Where Salesforce is reached: the path of this router included. */
  url: () => string;
}

const dailyRequests = 15_000;

/** Salesforce's REST API, as far as a desk needs it, at the paths that jsforce calls. */
export function salesforceRouter({ world, faults, url }: SalesforceParts): Router {
  const writes = createWrites(world);
  let requests = 0;

  const under = (
    endpoint: FaultEndpoint | 'other',
    response: Response,
    handle: () => Answer | Promise<Answer>,
  ) => {
    const account = salesforceOrg(world).organizationId;
    const call = { platform: 'salesforce', account, endpoint } as const;
    return answerUnderFaults(response, faults, call, salesforceDialect(endpoint), async () => {
      try {
        return await handle();
      } catch (error) {
        if (error instanceof SalesforceError) return errorAnswer(error);
        if (error instanceof OAuthError) return oauthAnswer(error);
        throw error;
      }
    });
  };
  const inside =
    (
      endpointOf: (request: Request) => FaultEndpoint | 'other',
      answer: (request: Request) => Answer | Promise<Answer>,
    ) =>
    async (request: Request, response: Response) => {
      await under(endpointOf(request), response, async () => {
        authenticate(world, request);
        requests += 1;
        const given = await answer(request);
        const usage = `api-usage=${requests}/${dailyRequests}`;
        return { ...given, headers: { 'sforce-limit-info': usage, ...given.headers } };
      });
    };
  const ofType = (request: Request) => endpoints[String(request.params['type'])] ?? 'other';
  const typeIn = ({ params }: Request) => {
    const type = String(params['type']);
    if (!typeNames.includes(type)) throw notFound();
    return type;
  };
  const idIn = ({ params }: Request) => String(params['id']);
  const mayDouble = (it: Request) =>
    /\ballowSave=true\b/i.test(it.get('sforce-duplicate-rule-header') ?? '');

  const router = Router();
  router.post(
    '/services/oauth2/token',
    express.urlencoded({ extended: false }),
    async (request, response) => {
      await under('auth', response, () =>
        issueToken(world, (request.body ?? {}) as Record<string, unknown>, url()),
      );
    },
  );
  const data = Router({ mergeParams: true });
  data.use(express.json({ limit: '2mb' }));
  for (const path of ['/query', '/queryAll'] as const) {
    data.get(
      path,
      inside(
        () => 'search',
        (it) => {
          if (typeof it.query['q'] !== 'string')
            throw malformed('A query string has to be specified');
          const version = String(it.params['version']);
          const body = query(world, version, it.query['q'], path === '/queryAll');
          return { status: 200, body };
        },
      ),
    );
  }
  data.get(
    '/limits',
    inside(
      () => 'other',
      () => {
        const left = { Max: dailyRequests, Remaining: dailyRequests - requests };
        return { status: 200, body: { DailyApiRequests: left } };
      },
    ),
  );
  data.get(
    '/sobjects/:type/describe',
    inside(
      () => 'other',
      (it) => ({ status: 200, body: described(world, typeIn(it)) }),
    ),
  );
  data.post(
    '/sobjects/:type',
    inside(ofType, (it) => writes.create(typeIn(it), it.body, mayDouble(it))),
  );
  data.get(
    '/sobjects/:type/:id',
    inside(ofType, (it) => {
      const record = recordNamed(world, typeIn(it), idIn(it));
      const names = Object.keys(fieldsOf(world, record.type));
      return {
        status: 200,
        body: Object.fromEntries(names.map((name) => [name, valueOf(record, name)])),
      };
    }),
  );
  data.patch(
    '/sobjects/:type/:id',
    inside(ofType, (it) => writes.update(typeIn(it), idIn(it), it.body)),
  );
  data.delete(
    '/sobjects/:type/:id',
    inside(ofType, (it) => writes.remove(typeIn(it), idIn(it))),
  );
  data.patch(
    '/sobjects/:type/:field/:value',
    inside(ofType, (it) => {
      const { field, value } = it.params;
      return writes.upsert(typeIn(it), String(field), String(value), it.body, mayDouble(it));
    }),
  );
  router.use('/services/data/:version', (request, _response, next) => {
    if (!/^v(4[6-9]|5\d|6[0-6])\.0$/.test(request.params.version)) throw notFound();
    next();
  });
  router.use('/services/data/:version', data);
  router.use(() => {
    throw notFound();
  });
  router.use(lastResort);
  return router;
}

const endpoints: Record<string, FaultEndpoint> = {
  ...{ Contact: 'contacts', Task: 'engagements', Case: 'cases' },
};

const lastResort = inWords((error, status) =>
  errorAnswer(
    error instanceof SalesforceError
      ? error
      : status === 400
        ? new SalesforceError(400, 'JSON_PARSER_ERROR', 'Unexpected character')
        : new SalesforceError(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
  ),
);
