/** The channels there are, by name. */
import { platformNames, type Channel, type PlatformName } from './channel.ts';
import { bluesky } from './bluesky/index.ts';
import { facebook } from './facebook/index.ts';
import { instagram } from './instagram/index.ts';
import { linkedin } from './linkedin/index.ts';
import { telegram } from './telegram/index.ts';
import { x } from './x/index.ts';

export const channels: Partial<Record<PlatformName, Channel>> = {
  bluesky,
  facebook,
  instagram,
  linkedin,
  telegram,
  x,
};

export const channelOf = (platform: PlatformName): Channel | undefined => channels[platform];

/** The platform a webhook's address names; `twitter` is X's old name. */
export function platformOf(name: string): PlatformName | undefined {
  const lower = name.toLowerCase();
  return lower === 'twitter' ? 'x' : platformNames.find((platform) => platform === lower);
}
