import { titles } from '../../lib/desk.ts';
import type { PlatformName } from '../../lib/types.ts';

/** What the address bar holds of the page of customers. */
export interface CustomersSearch {
  q?: string;
  platform?: PlatformName;
  /** Who is looked at. */
  customer?: string;
}

export function customersSearchFrom(search: Record<string, unknown>): CustomersSearch {
  const { q, platform, customer } = search;
  return {
    ...(typeof q === 'string' && { q }),
    ...(isPlatform(platform) && { platform }),
    ...(typeof customer === 'string' && { customer }),
  };
}

export const isPlatform = (value: unknown): value is PlatformName =>
  typeof value === 'string' && Object.hasOwn(titles, value);
