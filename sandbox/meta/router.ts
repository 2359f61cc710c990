import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { answerUnderFaults, inWords } from '../answer.ts';
import type { Faults } from '../faults.ts';
import { GraphError, graphAnswer, graphDialect } from './errors.ts';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';
import { requirePermission, type Permissions } from './permissions.ts';
import { readGraphRequest } from './request.ts';
import type { GraphRequest } from './request.ts';
import type { GraphCall, GraphRoute } from './route.ts';
import type { SendParts } from './send.ts';

/** The Graph API as far as an inbox needs it; every version, and no version, means the same. */
export function graphRouter(
  parts: SendParts & { faults: Faults },
  routes: readonly GraphRoute[],
  authenticate: (world: World, request: GraphRequest) => Account,
  permissions: (account: Account) => Permissions,
): Router {
  const { inbox, world, usage, faults } = parts;

  const serve = (route: GraphRoute) => async (request: Request, response: Response) => {
    const graph = readGraphRequest(request);
    const account = authenticate(world, graph);
    const path = request.originalUrl.replace(/\?.*$/, '');
    const call: GraphCall = {
      inbox,
      world,
      account,
      request: graph,
      id: String(request.params['id']),
      url: `http://${request.headers.host ?? 'sandbox'}${path}`,
    };
    const endpoint = route.endpoint(call);
    const { externalId } = account;
    const target = { platform: inbox.platform, account: externalId, endpoint };
    const dialect = graphDialect(inbox.product, externalId);
    await answerUnderFaults(response, faults, target, dialect, async () => {
      try {
        const headers = usage.count(account);
        requirePermission(permissions(account), account, route);
        const answer = await route.handle(call);
        return { ...answer, headers: { ...headers, ...answer.headers } };
      } catch (error) {
        if (error instanceof GraphError) return graphAnswer(error);
        throw error;
      }
    });
  };

  const graph = Router();
  for (const route of routes) graph[route.method](route.path, serve(route));

  const router = Router();
  router.use(express.raw({ type: () => true, limit: '1mb' }));
  router.use('/:version', (request, response, next) => {
    if (/^v\d+\.\d+$/.test(request.params.version)) graph(request, response, next);
    else next();
  });
  router.use(graph);
  router.use((request) => {
    throw new GraphError(`Unknown path components: ${request.path}`, 2500);
  });
  router.use(inGraphsWords);
  return router;
}

const inGraphsWords = inWords((error, status) =>
  graphAnswer(
    error instanceof GraphError
      ? error
      : new GraphError('An unknown error has occurred.', 1, { status: status === 413 ? 413 : 500 }),
  ),
);
