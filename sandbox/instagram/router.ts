import type { Router } from 'express';
import { graphRouter } from '../meta/router.ts';
import { createUsage } from '../meta/usage.ts';
import type { SiteParts } from '../site.ts';
import { accountInbox } from './inbox.ts';
import { accountPermissions } from './permissions.ts';
import { instagramRoutes } from './routes.ts';
import { authenticate } from './tokens.ts';

/** graph.instagram.com and graph.facebook.com at once, as far as an account's inbox needs them: the token tells which. */
export function instagramRouter(site: SiteParts): Router {
  const usage = createUsage(accountInbox, site.world, site.limits);
  const parts = { ...site, inbox: accountInbox, usage };
  return graphRouter(parts, instagramRoutes(parts), authenticate, accountPermissions);
}
