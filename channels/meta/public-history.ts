/** What stands below posts, as conversations: one for each person below each post, keyed as their webhooks are. */
import type { HistoryConversation, SaidEvent } from '../channel.ts';

/** Of one conversation, so many comments are asked for again, each with all that stands below it. */
const maxRoots = 20;

/** The newest pages, one after the other; nothing at all where the token may not read them. */
export async function saidOnPages(
  mostPages: number,
  read: (from: {
    after?: string;
  }) => Promise<{ said: SaidEvent[]; next: string | undefined } | 'forbidden'>,
): Promise<SaidEvent[]> {
  const said: SaidEvent[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const found = await read(after === undefined ? {} : { after });
    if (found === 'forbidden') return [];
    said.push(...found.said);
    if (found.next === undefined || found.next === after) break;
    after = found.next;
  }
  return said;
}

/** Newest first, back to `since` (ms). */
export function conversationsOf(
  said: readonly SaidEvent[],
  since: number | undefined,
): HistoryConversation[] {
  const theirs = said.filter((it) => it.kind === 'message');
  const found = [...Map.groupBy(theirs, ({ threadKey }) => threadKey).values()].flatMap(
    (thread) => conversationOf(thread, [...thread, ...answersTo(thread, said)]) ?? [],
  );
  return found.filter(({ updatedAt }) => updatedAt >= (since ?? 0)).toSorted(newestUpdated);
}

function conversationOf(
  theirs: readonly Extract<SaidEvent, { kind: 'message' }>[],
  all: readonly SaidEvent[],
): HistoryConversation | undefined {
  const [first] = theirs;
  const [newest] = all.toSorted(newestFirst);
  if (!first || !newest) return undefined;
  const { source, threadKey, customer, about } = first;
  // What one of them stands under shows it, and what was answered beside it.
  const roots = theirs.map((it) => it.about?.parentId ?? it.platformMessageId);
  return {
    // Several people speak below one comment, each in their own.
    externalId: [customer.externalId, ...new Set(roots)].slice(0, maxRoots + 1).join(','),
    ...{ source, threadKey, customer, updatedAt: newest.platformAt ?? 0 },
    ...(newest.content !== '' && { preview: newest.content }),
    ...(about && {
      about: {
        postId: about.postId,
        ...(about.postUrl !== undefined && { postUrl: about.postUrl }),
      },
    }),
  };
}

export const rootsOf = ({ externalId }: Pick<HistoryConversation, 'externalId'>): string[] =>
  externalId.split(',').slice(1, maxRoots + 1);

/** What the person said, and what we answered them; newest first. */
export function messagesOf(
  said: readonly SaidEvent[],
  { threadKey, source, customer }: HistoryConversation,
): SaidEvent[] {
  const unique = [...new Map(said.map((it) => [it.platformMessageId, it])).values()];
  const theirs = unique.filter((it) => it.kind === 'message' && it.threadKey === threadKey);
  const ours = answersTo(theirs, unique).map(({ belongsWith: _, ...it }) => ({
    ...it,
    ...{ threadKey, source, customer },
  }));
  return [...theirs, ...ours].toSorted(newestFirst);
}

/** Own words name what they answer, whoever that is by. */
const answersTo = (theirs: readonly SaidEvent[], said: readonly SaidEvent[]): SaidEvent[] => {
  const ids = new Set(theirs.map(({ platformMessageId }) => platformMessageId));
  return said.filter(
    ({ kind, belongsWith = [] }) => kind === 'echo' && belongsWith.some((id) => ids.has(id)),
  );
};

/** Meta's times are whole seconds: within one, an answer came after what it answers. */
const newestFirst = (a: SaidEvent, b: SaidEvent): number =>
  (b.platformAt ?? 0) - (a.platformAt ?? 0) ||
  Number(b.kind === 'echo') - Number(a.kind === 'echo');

export const newestUpdated = (a: HistoryConversation, b: HistoryConversation): number =>
  b.updatedAt - a.updatedAt;
