import type { SiteParts } from '../site.ts';
import { rateLimited } from './errors.ts';

interface Window {
  limit: number;
  seconds: number;
}

/** docs.bsky.app, rate limits: calls by address, here by account; points for writing by account; logins by account. */
const calls: Window = { limit: 3000, seconds: 300 };
const writing: Window[] = [
  { limit: 5000, seconds: 3600 },
  { limit: 35_000, seconds: 86_400 },
];
const logins: Window[] = [
  { limit: 30, seconds: 300 },
  { limit: 300, seconds: 86_400 },
];

export interface Usage {
  /** @returns the headers that tell what is left of the tightest; @throws XrpcError 429 with the same */
  call(account: string, points: number): Record<string, string>;
  login(account: string): Record<string, string>;
}

export function createUsage({ limits, now }: Pick<SiteParts, 'limits' | 'now'>): Usage {
  const windows = new Map<string, { resetAt: number; used: number }>();
  const take = (key: string, { limit, seconds }: Window, points: number) => {
    const name = `${key}/${String(seconds)}`;
    const known = windows.get(name);
    const current =
      known && known.resetAt > now() ? known : { resetAt: now() + seconds * 1000, used: 0 };
    windows.set(name, current);
    const isOver = limits && current.used + points > limit;
    if (!isOver) current.used += points;
    const left = limits ? Math.max(0, limit - current.used) : limit;
    const resetsIn = Math.ceil((current.resetAt - now()) / 1000);
    const headers = {
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(isOver ? 0 : left),
      'ratelimit-reset': String(Math.ceil(current.resetAt / 1000)),
      'ratelimit-policy': `${String(limit)};w=${String(seconds)}`,
    };
    if (isOver) throw rateLimited({ ...headers, 'retry-after': String(resetsIn) });
    return { headers, share: left / limit };
  };
  const tightest = (all: ReturnType<typeof take>[]) =>
    all.toSorted((a, b) => a.share - b.share)[0]?.headers ?? {};
  return {
    call: (account, points) =>
      tightest([
        take(`calls/${account}`, calls, 1),
        ...(points > 0 ? writing.map((it) => take(`points/${account}`, it, points)) : []),
      ]),
    login: (account) => tightest(logins.map((it) => take(`logins/${account}`, it, 1))),
  };
}
