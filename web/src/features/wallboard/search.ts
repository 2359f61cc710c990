/** What the address of the supervisors' pages says. */
import type { PlatformName } from '../../lib/types.ts';

export const shows = ['now', 'today', 'week'] as const;
export type Show = (typeof shows)[number];

export interface WallboardSearch {
  /** Absent: how it stands now. */
  show?: Exclude<Show, 'now'>;
  /** A team's id, or `none`: what is of no team. */
  team?: string;
  platform?: PlatformName;
  /** Large and dark, for a screen on the wall. */
  tv?: true;
}

const platforms: readonly PlatformName[] = [
  ...(['facebook', 'instagram', 'x', 'linkedin', 'bluesky', 'telegram'] as const),
];

/** Whatever stands in the address: what means nothing is left out. */
export function wallboardSearchFrom(search: Record<string, unknown>): WallboardSearch {
  const { show, team, platform, tv } = search;
  return {
    ...(show === 'today' || show === 'week' ? { show } : {}),
    ...(typeof team === 'string' && /^(none|[\da-f-]{36})$/.test(team) ? { team } : {}),
    ...(isPlatform(platform) ? { platform } : {}),
    ...(tv === true || tv === 'true' ? { tv: true } : {}),
  };
}

const isPlatform = (value: unknown): value is PlatformName =>
  platforms.some((name) => name === value);
