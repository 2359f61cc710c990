import { facebookPlatform } from './facebook/events.ts';
import { facebookRouter } from './facebook/router.ts';
import { createUsage } from './facebook/usage.ts';
import { linkedinSite } from './linkedin/site.ts';
import type { PlatformName } from './model.ts';
import type { Site } from './site.ts';
import { telegramPlatform } from './telegram/events.ts';
import { createFloodControl } from './telegram/flood-control.ts';
import { telegramRouter } from './telegram/router.ts';

/** Every platform that the sandbox stands in for. */
export const sites: Record<PlatformName, Site> = {
  facebook: {
    platform: facebookPlatform,
    router: (parts) => facebookRouter({ ...parts, usage: createUsage(parts.world, parts.limits) }),
  },
  telegram: {
    platform: telegramPlatform,
    router: (parts) =>
      telegramRouter({ ...parts, flood: createFloodControl(parts.limits, parts.now) }),
  },
  linkedin: linkedinSite,
};
