import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { answerUnderFaults, inWords, write } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { feedOf } from '../feed/scene.ts';
import type { Account } from '../model.ts';
import type { SiteParts } from '../site.ts';
import { authenticate, checkMay } from './authenticate.ts';
import type { XRoute } from './call.ts';
import { invalid, problemAnswer, XError, xDialect } from './errors.ts';
import { clientOf, refresh } from './oauth.ts';
import { xRoutes } from './routes.ts';
import { createUsage } from './usage.ts';

/** X's API v2 as far as a desk needs it, and its token server. */
export function xRouter(parts: SiteParts): Router {
  const { world } = parts;
  const usage = createUsage(parts);
  const feed = feedOf(parts.platform);

  const v2 = async (request: Request, response: Response) => {
    const caller = authenticate(world, request);
    const { route, ids } = routeOf(request);
    const query = new URL(request.originalUrl, 'http://sandbox').searchParams;
    const origin = `http://${request.headers.host ?? 'sandbox'}`;
    await underFaults(response, caller.account, route.endpoint, async () => {
      checkMay(caller, route.need);
      const headers = usage.count(caller, `${route.method} ${route.path}`, route.limit);
      const given = { body: bodyIn(request), raw: rawOf(request) };
      const contentType = request.get('content-type') ?? '';
      const call = { ...caller, parts, world, feed, ids, query, ...given, contentType, origin };
      const answer = await route.handle(call);
      return { ...answer, headers: { ...headers, ...answer.headers } };
    });
  };
  const token = async (request: Request, response: Response) => {
    const form = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString() : '');
    const account = clientOf(world, request, form);
    const answer = () => refresh(world, account, form);
    if (account === undefined) return write(response, answer());
    await underFaults(response, account, 'other', answer);
  };
  const underFaults = (
    response: Response,
    { externalId }: Account,
    endpoint: XRoute['endpoint'],
    handle: () => Answer | Promise<Answer>,
  ) => {
    const target = { platform: 'x', account: externalId, endpoint } as const;
    return answerUnderFaults(response, parts.faults, target, xDialect, async () => {
      try {
        return await handle();
      } catch (error) {
        if (error instanceof XError) return problemAnswer(error);
        throw error;
      }
    });
  };

  const router = Router();
  router.use(express.raw({ type: () => true, limit: '6mb' }));
  router.post('/2/oauth2/token', token);
  router.use('/2', v2);
  router.use(() => {
    throw nothingThere();
  });
  router.use(lastResort);
  return router;
}

const nothingThere = () => new XError(404, 'Not Found', 'Not Found');

/** The most exact one: `users/me` before `users/*`. */
function routeOf(request: Request): { route: XRoute; ids: string[] } {
  const segments = request.path.split('/').filter(Boolean).map(decoded);
  const there = xRoutes.filter(({ path }) => {
    const parts = path.split('/');
    return (
      parts.length === segments.length && parts.every((it, n) => it === '*' || it === segments[n])
    );
  });
  if (there.length === 0) throw nothingThere();
  const stars = ({ path }: XRoute) => path.split('*').length;
  const [route] = there
    .filter(({ method }) => method === request.method)
    .toSorted((a, b) => stars(a) - stars(b));
  if (route === undefined) throw new XError(405, 'Method Not Allowed', 'Method Not Allowed');
  const ids = route.path.split('/').flatMap((it, n) => (it === '*' ? [segments[n] ?? ''] : []));
  return { route, ids };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return ''; // No id of anything.
  }
}

const rawOf = ({ body }: { body?: unknown }): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.alloc(0);

/** Of a form: nothing, whoever wants one reads it. */
function bodyIn(request: Request): Record<string, unknown> {
  const raw = rawOf(request);
  if (raw.length === 0 || request.is('multipart/form-data') !== false) return {};
  try {
    const parsed: unknown = JSON.parse(raw.toString());
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Told below, in X's words.
  }
  throw invalid('Requests with bodies must have content-type of application/json, and be objects.');
}

const lastResort = inWords((error, status) =>
  problemAnswer(
    error instanceof XError
      ? error
      : status === 413
        ? new XError(413, 'Payload Too Large', 'Payload Too Large')
        : new XError(500, 'Internal Server Error', 'Internal Server Error'),
  ),
);
