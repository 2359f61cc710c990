/** What Meta's headers say of the allowance (docs: Graph API, rate limiting). */
import { z } from 'zod';
import type { RateUsage } from '../channel.ts';
import type { HttpAnswer } from '../http.ts';
import { parseJson } from '../json.ts';
import { lenient } from '../schema.ts';

/** Percent of a rolling hour; at 100 calls are refused. */
const Percents = {
  call_count: lenient(z.number()),
  total_time: lenient(z.number()),
  total_cputime: lenient(z.number()),
};
const AppUsage = z.object(Percents);
const BusinessUsage = z.record(
  z.string(),
  z.array(z.object({ ...Percents, estimated_time_to_regain_access: lenient(z.number()) })),
);

/** The fullest of all allowances; undefined where no header tells. */
export function usageOf(headers: HttpAnswer['headers'], now: number): RateUsage | undefined {
  const business = businessUses(headers);
  const app = AppUsage.safeParse(read(headers['x-app-usage']));
  const uses = [...business, ...(app.success ? [app.data] : [])];
  if (uses.length === 0) return undefined;
  const percents = uses.flatMap((use) => [use.call_count, use.total_time, use.total_cputime]);
  const used = Math.max(0, ...percents.map((percent) => percent ?? 0)) / 100;
  const wait = regainMs(headers);
  return { used, ...(wait > 0 && { resetAt: now + wait }) };
}

/** The longest that Meta wants to be left alone, ms; 0 where it says nothing. */
export const regainMs = (headers: HttpAnswer['headers']): number =>
  Math.max(
    0,
    ...businessUses(headers).map((use) => (use.estimated_time_to_regain_access ?? 0) * 60_000),
  );

function businessUses(headers: HttpAnswer['headers']) {
  const parsed = BusinessUsage.safeParse(read(headers['x-business-use-case-usage']));
  return parsed.success ? Object.values(parsed.data).flat() : [];
}

const read = (header: string | string[] | undefined): unknown =>
  typeof header === 'string' ? parseJson(Buffer.from(header)) : undefined;
