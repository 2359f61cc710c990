import { Router } from 'express';
import { z } from 'zod';
import { accountNamed } from '../control/parts.ts';
import type { ControlParts } from '../control/parts.ts';
import { appOf, putApp } from './apps.ts';
import type { XApp } from './model.ts';

const Change = z.strictObject({
  account: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  /** Every access token; 0: they have run out. */
  tokensExpireInSeconds: z.number().min(0).optional(),
  isRevoked: z.boolean().optional(),
  /** In which shape events go out: of the X Activity API, or of the older Account Activity API. */
  events: z.enum(['xaa', 'aaa']).optional(),
  isSelfServe: z.boolean().optional(),
});

/** `PATCH /sandbox/x/app`: what the account's app may do, and how X tells it. */
export function xControl({ world }: ControlParts): Router {
  const router = Router();
  router.get('/app', (request, response) => {
    const id = z.string().optional().parse(request.query['account']);
    response.json(shown(appOf(world, accountNamed(world, 'x', id))));
  });
  router.patch('/app', (request, response) => {
    const { account: id, tokensExpireInSeconds, ...change } = Change.parse(request.body);
    const app = appOf(world, accountNamed(world, 'x', id));
    const expiresAt = world.now() + (tokensExpireInSeconds ?? 0) * 1000;
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const changed: XApp = {
      ...app,
      ...given,
      ...(tokensExpireInSeconds !== undefined && {
        tokens: app.tokens.map((it) => ({ ...it, expiresAt })),
      }),
    };
    world.commit([putApp(changed)]);
    response.json(shown(changed));
  });
  return router;
}

/** Without the tokens themselves. */
const shown = ({ tokens, refreshToken: _secret, ...app }: XApp) => ({
  ...app,
  tokens: tokens.map(({ expiresAt }) => ({ expiresAt })),
});
