import type { Pool } from 'pg';
import { platformNames, type PlatformName } from '../channels/channel.ts';
import { fingerprintOf, type Actor, type DeadLetter } from './dead-letters.ts';
import type { InboxRow } from './inbox-rows.ts';
import type { IngestParts } from './receive-webhook.ts';
import { sortBody } from './sort-body.ts';

/**
 * A dead letter once more, as if it had just come: after an account was added, or with a newer adapter. Done twice it
 * changes nothing more, as events are unique.
 * @returns what it brought (`accepted`, `ignored` or the new reasons); undefined when there is no such letter.
 */
export const replayDeadLetter =
  (parts: Omit<IngestParts, 'relaySecrets'> & { pool: Pool }) =>
  async (id: string, by: Actor): Promise<string | undefined> => {
    const letter = await parts.deadLetters.find(id);
    if (!letter) return undefined;
    const platform = platformNames.find((name) => name === letter.platform);
    if (!platform) return undefined;
    const outcome = await again(parts, platform, letter);
    await parts.deadLetters.replayed(id, { by, outcome });
    return outcome;
  };

async function again(
  { channels, accounts, inbox, deadLetters, pool }: Parameters<typeof replayDeadLetter>[0],
  platform: PlatformName,
  letter: DeadLetter & { raw: Buffer },
): Promise<string> {
  const known = await accounts.byPlatform(platform);
  const own = known.find((account) => account.id === letter.accountId);
  const sorted = sortBody(platform, channels[platform], letter.raw, {
    accountOf: (externalId) => known.find((account) => account.externalId === externalId),
    // Nobody vouched for that one, and nobody does now.
    isVouchedFor: () => letter.reason !== 'unverified',
    unnamed: own ?? (known.length === 1 ? known[0] : undefined),
  });
  if (letter.reason === 'failed_to_apply') await reopen(pool, sorted.rows);
  // Still the same: it is listed already.
  const others = sorted.letters.filter((it) => fingerprintOf(it) !== fingerprintOf(letter));
  await Promise.all([inbox.add(sorted.rows), deadLetters.add(others)]);
  const reasons = new Set(sorted.letters.map(({ reason }) => reason));
  if (reasons.size > 0) return [...reasons].join(', ');
  return sorted.rows.length > 0 ? 'accepted' : 'ignored';
}

/** They are in the inbox already, set aside: the dispatcher is to take them again. */
async function reopen(pool: Pool, rows: readonly InboxRow[]): Promise<void> {
  await pool.query(
    `update inbox_events e set thread_seq = null, dispatched_at = null, applied_at = null
       from unnest($1::uuid[], $2::text[], $3::text[]) as r (account_id, kind, dedupe_key)
      where e.account_id = r.account_id and e.kind = r.kind and e.dedupe_key = r.dedupe_key
        and e.conversation_id is null and e.applied_at is not null`,
    [
      rows.map(({ accountId }) => accountId),
      rows.map(({ kind }) => kind),
      rows.map(({ dedupeKey }) => dedupeKey),
    ],
  );
}
