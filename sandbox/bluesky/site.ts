import type { Site } from '../site.ts';
import { blueskyControl } from './control.ts';
import { blueskyPlatform } from './platform.ts';
import { blueskyRouter } from './router.ts';

export const blueskySite: Site = {
  platform: blueskyPlatform,
  router: blueskyRouter,
  control: blueskyControl,
};
