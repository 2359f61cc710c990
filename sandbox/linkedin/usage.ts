import type { SiteParts } from '../site.ts';
import type { Caller } from './authenticate.ts';
import { commentThrottled, dayThrottled } from './errors.ts';

/** LinkedIn's quotas; no header tells how much is left. */
export interface Usage {
  /** Of one resource: by the day of the app and of the member, until 00:00 UTC. @throws RestliError */
  count(caller: Caller, resource: string): void;
  /** @throws RestliError where too many comments were made within a minute */
  countComment(caller: Caller): void;
}

export function createUsage({ limits, now }: Pick<SiteParts, 'limits' | 'now'>): Usage {
  let today = 0;
  const calls = new Map<string, number>();
  const comments = new Map<string, number[]>();

  return {
    count({ account, grant }, resource) {
      const day = Math.floor(now() / 86_400_000);
      if (day !== today) calls.clear();
      today = day;
      const { application, member } = grant.settings.callsPerDay;
      const counted = [
        ['APPLICATION', account.credentials['applicationId'], application],
        ['MEMBER', account.credentials['personId'], member],
      ] as const;
      for (const [level, who, most] of counted) {
        const key = `${level}/${who ?? ''}/${resource}`;
        const count = (calls.get(key) ?? 0) + 1;
        if (limits && count > most) throw dayThrottled(level);
        calls.set(key, count);
      }
    },
    countComment({ account, grant }) {
      const who = account.credentials['personId'] ?? '';
      const recent = (comments.get(who) ?? []).filter((at) => at > now() - 60_000);
      if (limits && recent.length >= grant.settings.commentsPerMinute) throw commentThrottled();
      comments.set(who, [...recent, now()]);
    },
  };
}
