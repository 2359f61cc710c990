import { Router } from 'express';
import { z } from 'zod';
import { accountNamed } from '../control/parts.ts';
import type { ControlParts } from '../control/parts.ts';
import type { World } from '../world.ts';
import { challenge } from './challenge.ts';
import { grantOf, putGrant } from './grants.ts';

const Change = z.strictObject({
  account: z.string().optional(),
  role: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  /** Every access token; 0: they have expired. */
  tokensExpireInSeconds: z.number().min(0).optional(),
  /** The refresh token, and with it the member's consent. */
  refreshExpiresInSeconds: z.number().min(0).optional(),
  /** The member takes the consent back. */
  isRevoked: z.boolean().optional(),
  activeVersions: z.array(z.string().regex(/^\d{6}$/)).optional(),
  maxTextLength: z.int().positive().optional(),
  callsPerDay: z
    .strictObject({ application: z.int().positive(), member: z.int().positive() })
    .optional(),
  commentsPerMinute: z.int().positive().optional(),
  seesPeople: z.boolean().optional(),
});

type Parts = Pick<ControlParts, 'world' | 'defaultWebhookUrl'>;
const OfAccount = z.object({ account: z.string().optional() });

/** `PATCH /sandbox/linkedin/grant`: what the app may do, and what LinkedIn documents nowhere. */
export function linkedinControl(parts: Parts): Router {
  const { world } = parts;
  const router = Router();
  router.get('/grant', (request, response) => {
    const account = z.string().optional().parse(request.query['account']);
    response.json(shown(world, account));
  });
  router.patch('/grant', (request, response) => {
    const { account: id, ...change } = Change.parse(request.body);
    const account = accountNamed(world, 'linkedin', id);
    const grant = grantOf(world, account);
    const { role, scopes, isRevoked, tokensExpireInSeconds, refreshExpiresInSeconds, ...settings } =
      change;
    const at = (seconds: number) => world.now() + seconds * 1000;
    const given = Object.fromEntries(
      Object.entries(settings).filter(([, value]) => value !== undefined),
    );
    world.commit([
      putGrant({
        ...grant,
        ...(role !== undefined && { role }),
        ...(scopes !== undefined && { scopes }),
        ...(isRevoked !== undefined && { isRevoked }),
        ...(tokensExpireInSeconds !== undefined && {
          tokens: grant.tokens.map((it) => ({ ...it, expiresAt: at(tokensExpireInSeconds) })),
        }),
        ...(refreshExpiresInSeconds !== undefined && {
          refreshExpiresAt: at(refreshExpiresInSeconds),
        }),
        settings: { ...grant.settings, ...given },
      }),
    ]);
    response.json(shown(world, id));
  });
  // The button of that name in the developer portal.
  router.post('/validate', async (request, response) => {
    const { account: id } = OfAccount.parse(request.body ?? {});
    const isValid = await challenge(parts, accountNamed(world, 'linkedin', id));
    response.json({ isValid });
  });
  return router;
}

/** Without the tokens themselves. */
function shown(world: World, id: string | undefined) {
  const { tokens, ...grant } = grantOf(world, accountNamed(world, 'linkedin', id));
  return { ...grant, tokens: tokens.map(({ expiresAt }) => ({ expiresAt })) };
}
