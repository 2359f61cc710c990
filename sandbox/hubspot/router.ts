import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { answerUnderFaults, inWords } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { FaultEndpoint, Faults } from '../faults.ts';
import type { World } from '../world.ts';
import { authenticate, issueToken } from './access.ts';
import { hubspotAccount } from './account.ts';
import { createUpsert } from './batch.ts';
import { errorAnswer, HubspotError, hubspotDialect, invalid } from './errors.ts';
import { createHubspotLimits } from './limits.ts';
import { objectRoutes } from './object-routes.ts';
import { otherRoutes } from './other-routes.ts';

export interface HubspotParts {
  world: World;
  faults: Faults;
  /** False for load tests. */
  limits: boolean;
  now: () => number;
}

/** One call that HubSpot answers. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  endpoint: (request: Request) => FaultEndpoint | 'other';
  scopes: (request: Request) => readonly string[];
  answer: (request: Request) => Answer | Promise<Answer>;
}

/** HubSpot's CRM, as far as a desk needs it, at the paths that its SDK calls. */
export function hubspotRouter({ world, faults, limits: isLimited, now }: HubspotParts): Router {
  const limits = createHubspotLimits(isLimited, now);
  const account = () => String(hubspotAccount(world).portalId);
  const under =
    (endpoint: FaultEndpoint | 'other', handle: () => Answer | Promise<Answer>) =>
    (response: Response) => {
      const call = { platform: 'hubspot', account: account(), endpoint } as const;
      return answerUnderFaults(response, faults, call, hubspotDialect(endpoint), async () => {
        try {
          return await handle();
        } catch (error) {
          if (error instanceof HubspotError) return errorAnswer(error);
          throw error;
        }
      });
    };

  const router = Router();
  router.post(
    '/oauth/v1/token',
    express.urlencoded({ extended: false }),
    async (request, response) => {
      await under('auth', () => issueToken(world, (request.body ?? {}) as Record<string, unknown>))(
        response,
      );
    },
  );
  router.use(express.json({ limit: '2mb' }));
  const routes = [...objectRoutes(world, createUpsert(world)), ...otherRoutes(world)];
  for (const { method, path, endpoint, scopes, answer } of routes) {
    router[method](path, async (request, response) => {
      const kind = endpoint(request);
      await under(kind, async () => {
        authenticate(world, request, scopes(request));
        const headers = limits.take(kind === 'search');
        const given = await answer(request);
        return { ...given, headers: { ...headers, ...given.headers } };
      })(response);
    });
  }
  router.use((request) => {
    throw new HubspotError(404, 'NOT_FOUND', `nothing at ${request.method} ${request.path}`);
  });
  router.use(lastResort);
  return router;
}

const lastResort = inWords((error, status) =>
  errorAnswer(
    error instanceof HubspotError
      ? error
      : status === 400
        ? invalid('Invalid input JSON')
        : new HubspotError(500, 'INTERNAL_ERROR', 'internal error'),
  ),
);
