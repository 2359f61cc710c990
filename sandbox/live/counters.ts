import type { LedgerLine, PlatformName } from '../model.ts';
import type { World } from '../world.ts';

/** What the desk says of itself, by platform. */
export interface DeskCounts {
  platform: string;
  received: number;
  applied: number;
  deadLetters: number;
  /** Replies that went out, or may have. */
  sent: number;
}

/** The sandbox's word against the desk's. */
export interface Counters {
  /** Messages that the desk acknowledged with 2xx. */
  accepted: number;
  /** Of these, how many stand in a conversation. */
  applied: number;
  /** Acknowledged, and the desk does not have them: in no conversation, not waiting, no dead letter. */
  lost: number;
  /** Sends beyond the one that a reply may be. */
  doubled: number;
}

const words: ReadonlySet<string> = new Set(['message', 'comment', 'postback']);

/** Of each platform: the messages it had acknowledged. Edits of one and its second telling are the same message. */
export function acceptedIn(world: World, since: number): Map<PlatformName, number> {
  const seen = new Set<string>();
  const accepted = new Map<PlatformName, number>();
  for (const it of world.tables.inboxLog.values()) {
    const { platform, platformMessageId: id } = it;
    if (!words.has(it.kind) || id === undefined || it.ackedAt < since) continue;
    const key = `${platform}/${it.account}/${id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    accepted.set(platform, (accepted.get(platform) ?? 0) + 1);
  }
  return accepted;
}

/** @param accepted counted before the desk was asked: what came in between is in its count only. */
export function countersOf(
  accepted: ReadonlyMap<PlatformName, number>,
  ledger: Iterable<LedgerLine>,
  counts: readonly DeskCounts[],
): Counters {
  const sends = Map.groupBy(
    [...ledger].filter(({ action }) => action === undefined),
    ({ platform }) => platform,
  );
  const of = (platform: string) =>
    counts.find((it) => it.platform === platform) ?? {
      ...{ received: 0, applied: 0, deadLetters: 0, sent: 0 },
    };
  const told = [...accepted];
  const sum = (numbers: number[]) => numbers.reduce((total, it) => total + it, 0);
  return {
    accepted: sum(told.map(([, count]) => count)),
    applied: sum(told.map(([platform, count]) => Math.min(count, of(platform).applied))),
    lost: sum(
      told.map(([platform, count]) => {
        const { received, deadLetters } = of(platform);
        return Math.max(0, count - received - deadLetters);
      }),
    ),
    doubled: sum(
      [...sends].map(([platform, lines]) =>
        Math.min(repeats(lines), Math.max(0, lines.length - of(platform).sent)),
      ),
    ),
  };
}

/** Agents may say the same twice: only what is more than the desk's replies counts, and only where something repeats. */
function repeats(lines: readonly LedgerLine[]): number {
  const replies = new Set(lines.map(nameOf));
  return lines.length - replies.size;
}

/** The desk's own name of a reply where the platform carries one, else where it went and what it says. */
const nameOf = ({ metadata, account, customer, postId, replyTo, text, attachments }: LedgerLine) =>
  metadata ??
  JSON.stringify([account, customer, postId, replyTo, text, attachments.map(({ kind }) => kind)]);
