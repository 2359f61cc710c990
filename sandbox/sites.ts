import { blueskySite } from './bluesky/site.ts';
import { facebookPlatform } from './facebook/events.ts';
import { facebookRouter } from './facebook/router.ts';
import { instagramPlatform } from './instagram/events.ts';
import { instagramRouter } from './instagram/router.ts';
import { linkedinSite } from './linkedin/site.ts';
import type { PlatformName } from './model.ts';
import type { Site } from './site.ts';
import { telegramPlatform } from './telegram/events.ts';
import { createFloodControl } from './telegram/flood-control.ts';
import { telegramRouter } from './telegram/router.ts';
import { xSite } from './x/site.ts';

/** Every platform that the sandbox stands in for. */
export const sites: Record<PlatformName, Site> = {
  facebook: { platform: facebookPlatform, router: facebookRouter },
  instagram: { platform: instagramPlatform, router: instagramRouter },
  telegram: {
    platform: telegramPlatform,
    router: (parts) =>
      telegramRouter({ ...parts, flood: createFloodControl(parts.limits, parts.now) }),
  },
  linkedin: linkedinSite,
  x: xSite,
  bluesky: blueskySite,
};
