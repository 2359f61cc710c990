/** Where I have begun to write: so that the queue says so. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import { allOf } from '../../lib/desk.ts';
import { slotOf, useDraftIn, type Draft, type Kind } from './draft-store.ts';

interface DraftEntry {
  conversationId: string;
  kind: 'reply' | 'note';
  excerpt: string;
  /** How many. */
  attachments: number;
}

export interface Begun {
  kind: Kind;
  /** Its first words; none where only files were chosen. */
  words: string;
}

/** Below the key of each conversation's: a frame that tells of those tells of the list. */
export const draftListQuery = queryOptions({
  queryKey: ['draft', 'list'] as const,
  queryFn: ({ signal }) => allOf<DraftEntry>('/drafts', signal),
});

const nothing: readonly DraftEntry[] = [];

/** What this machine holds of it counts; of what it knows nothing, what the desk keeps. @param isAsked false: nothing is looked up */
export function useBegun(conversationId: string, isAsked: boolean): Begun | undefined {
  const may = useMay();
  const { data: kept = nothing } = useQuery({
    ...draftListQuery,
    enabled: isAsked && may('conversations.work'),
    select: (all) => all.filter((it) => it.conversationId === conversationId),
  });
  const slot = (kind: Kind) => (isAsked ? slotOf(conversationId, kind) : undefined);
  const here = {
    reply: useDraftIn(slot('reply')),
    private: useDraftIn(slot('private')),
    note: useDraftIn(slot('note')),
  };
  if (!isAsked) return undefined;
  for (const kind of ['reply', 'private', 'note'] as const) {
    const begun = here[kind] ? begunHere(here[kind]) : kept.find((it) => it.kind === kind);
    if (begun && (begun.excerpt !== '' || begun.attachments > 0))
      return { kind, words: begun.excerpt };
  }
  return undefined;
}

const longest = 140;

const begunHere = ({ content, files }: Draft) => ({
  excerpt: content.slice(0, longest).replaceAll(/\s+/g, ' ').trim(),
  attachments: files.length,
});
