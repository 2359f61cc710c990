import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { answerUnderFaults, inWords } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Account } from '../model.ts';
import { feedOf } from '../feed/scene.ts';
import type { SiteParts } from '../site.ts';
import { authenticate, checkHeaders, checkMay } from './authenticate.ts';
import type { LinkedInRoute } from './call.ts';
import { RestliError, restliAnswer, restliDialect } from './errors.ts';
import { clientIn, formIn, introspect, OAuthError, oauthAnswer, refresh } from './oauth.ts';
import { readRestli, type RestliRequest } from './request.ts';
import { linkedinRoutes } from './routes.ts';
import { createUsage } from './usage.ts';

/** LinkedIn's versioned REST API as far as an organization's inbox needs it, and its OAuth server. */
export function linkedinRouter(parts: SiteParts): Router {
  const { world } = parts;
  const usage = createUsage(parts);
  const routes = linkedinRoutes(usage);
  const feed = feedOf(parts.platform);

  const rest = async (request: Request, response: Response) => {
    const caller = authenticate(world, request);
    checkHeaders(request, caller.grant);
    const restli = readRestli(request);
    const route = routeOf(routes, restli);
    const { account } = caller;
    const origin = `http://${request.headers.host ?? 'sandbox'}`;
    const version = request.get('linkedin-version') ?? '';
    await underFaults(response, account, route.endpoint, () => {
      if (route.need !== undefined) checkMay(caller, route.need, route.resource, version);
      usage.count(caller, route.resource);
      return route.handle({ ...caller, parts, world, feed, request: restli, origin });
    });
  };
  const oauth =
    (answer: typeof refresh) =>
    async (request: Request, response: Response): Promise<void> => {
      const form = formIn(request);
      const account = clientIn(world, form);
      await underFaults(response, account, 'other', () => answer(world, account, form));
    };
  const underFaults = (
    response: Response,
    { externalId }: Account,
    endpoint: LinkedInRoute['endpoint'],
    handle: () => Answer | Promise<Answer>,
  ) => {
    const target = { platform: 'linkedin', account: externalId, endpoint } as const;
    return answerUnderFaults(response, parts.faults, target, restliDialect, async () => {
      try {
        return await handle();
      } catch (error) {
        return inLinkedInsWords(error);
      }
    });
  };

  const router = Router();
  router.use(express.raw({ type: () => true, limit: '1mb' }));
  router.use('/rest', rest);
  router.post('/oauth/v2/accessToken', oauth(refresh));
  router.post('/oauth/v2/introspectToken', oauth(introspect));
  router.use(() => {
    throw nothingThere();
  });
  router.use(lastResort);
  return router;
}

function routeOf(routes: readonly LinkedInRoute[], request: RestliRequest): LinkedInRoute {
  const there = routes.filter(({ path }) => {
    const parts = path.split('/');
    return (
      parts.length === request.segments.length &&
      parts.every((it, index) => it === '*' || it === request.segments[index])
    );
  });
  if (there.length === 0) throw nothingThere();
  const route = there.find(
    ({ method, restliMethod }) =>
      method === request.method &&
      (restliMethod === undefined || restliMethod === request.restliMethod),
  );
  if (route !== undefined) return route;
  throw new RestliError(405, `${request.method} is not supported there`, {
    code: 'METHOD_NOT_ALLOWED',
  });
}

const nothingThere = () =>
  new RestliError(404, 'No virtual resource found', { code: 'RESOURCE_NOT_FOUND' });

/** @throws what is no refusal */
function inLinkedInsWords(error: unknown): Answer {
  if (error instanceof RestliError) return restliAnswer(error);
  if (error instanceof OAuthError) return oauthAnswer(error);
  throw error;
}

const lastResort = inWords((error, status) => {
  if (error instanceof RestliError || error instanceof OAuthError) return inLinkedInsWords(error);
  return restliAnswer(
    status === 413
      ? new RestliError(413, 'Request Entity Too Large')
      : new RestliError(500, 'Internal Server Error', { code: 'INTERNAL_SERVER_ERROR' }),
  );
});
