import type { Router } from 'express';
import { graphRouter } from '../meta/router.ts';
import { createUsage } from '../meta/usage.ts';
import type { SiteParts } from '../site.ts';
import { authenticate } from './authenticate.ts';
import { pageInbox } from './inbox.ts';
import { pagePermissions } from './permissions.ts';
import { graphRoutes } from './routes.ts';

/** The Graph API as far as a page's inbox needs it. */
export function facebookRouter(site: SiteParts): Router {
  const usage = createUsage(pageInbox, site.world, site.limits);
  const parts = { ...site, inbox: pageInbox, usage };
  return graphRouter(parts, graphRoutes(parts), authenticate, () => pagePermissions);
}
