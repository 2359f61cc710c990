/** `/auth/oidc/…`: where a browser is sent on to the single sign-on, and where it comes back. */
import { Router, type Response } from 'express';
import { cookieIn, cookieLine, cookieNameFor } from './cookies.ts';
import { clientOf } from './client.ts';
import { createOidc, oidcWithinMs } from './identity/oidc.ts';
import { setCookie } from './identity/sessions.ts';
import { enter, noteRefused } from './identity/sign-in.ts';
import type { Parts } from './parts.ts';
import type { Role } from './permissions.ts';

const path = '/auth/oidc';

export function oidcRouter(parts: Parts): Router {
  const { config, pool, logger } = parts;
  const router = Router();
  if (!config.oidc) return router;
  const oidc = createOidc(config.oidc, config);
  // No neighbour plants it either: it would log somebody in as another.
  const cookieName = `${cookieNameFor(config.publicUrl)}-oidc`;
  const keep = (response: Response, value: string, maxAgeMs: number) => {
    response.append('set-cookie', cookieLine(cookieName, value, maxAgeMs / 1000));
  };

  router.get(`${path}/start`, async (_request, response) => {
    response.setHeader('cache-control', 'no-store');
    try {
      const { url, kept } = await oidc.begin();
      keep(response, kept, oidcWithinMs);
      response.redirect(303, url);
    } catch (error) {
      logger.error({ err: error }, 'the single sign-on cannot be asked');
      response.redirect(303, '/sign-in?problem=oidc_unavailable');
    }
  });

  router.get(`${path}/callback`, async (request, response) => {
    response.setHeader('cache-control', 'no-store');
    // What it comes back with is of use once, and no matter for a log.
    response.locals['path'] = `${path}/callback`;
    keep(response, '', 0);
    const client = clientOf(request);
    const email = await oidc
      .finish(searchOf(request.originalUrl), cookieIn(request.headers.cookie, cookieName))
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'an answer of the single sign-on is refused');
        return null;
      });
    if (email === null) {
      response.redirect(303, '/sign-in?problem=oidc_failed');
      return;
    }
    const { rows } = await pool.query<{ id: string; role: Role }>(
      'select id, role from agents where email = $1 and deactivated_at is null',
      [email ?? ''],
    );
    const [agent] = rows;
    if (!agent) {
      await noteRefused(parts, undefined, { by: 'oidc', address: client.address });
      response.redirect(303, '/sign-in?problem=oidc_unknown');
      return;
    }
    const { cookie } = await enter(parts, agent, 'oidc', client);
    response.append('set-cookie', setCookie(config, cookie));
    response.redirect(303, '/');
  });
  return router;
}

const searchOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '');
