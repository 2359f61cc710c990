/**
 * What is being written, for each conversation: at once on this machine, a moment later on the server, so that it survives
 * the page, the machine and the night.
 */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { ask, get } from '../../lib/api.ts';
import type { Attachment } from '../../lib/types.ts';
import { draftListQuery } from './draft-list.ts';
import {
  draftIn,
  forgetEmpty,
  isEmptyDraft,
  noDraft,
  putDraft,
  slotOf,
  takeDraft,
  useDraftIn,
  type Draft,
  type DraftChange,
  type Kind,
  type UploadedFile,
} from './draft-store.ts';

export type ChangeDraft = (change: DraftChange) => void;

interface Stored {
  reply?: { content: string; attachments?: UploadedFile[]; updatedAt: string };
  note?: { content: string; updatedAt: string };
}

const storedQuery = (conversationId: string) => ({
  queryKey: ['draft', conversationId] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<Stored>(`/conversations/${conversationId}/draft`, {}, signal),
});

export function useDraft(conversationId: string, kind: Kind): [Draft, ChangeDraft] {
  const queries = useQueryClient();
  const slot = slotOf(conversationId, kind);
  const here = useDraftIn(slot);
  const { data: stored } = useQuery(storedQuery(conversationId));
  useEffect(() => {
    if (here === undefined) takeStored(slot, kind, stored);
  }, [stored, here, kind, slot]);
  const change = useCallback(
    (more: DraftChange) => {
      putDraft(slot, more);
      saveSoon(queries, conversationId, kind);
    },
    [queries, conversationId, kind, slot],
  );
  return [here ?? noDraft, change];
}

/** Written elsewhere: on another machine, or before this one was cleared. What is here is newer. */
function takeStored(slot: string, kind: Kind, stored: Stored | undefined): void {
  const there = kind === 'private' ? undefined : stored?.[kind];
  if (!there) return;
  takeDraft(slot, { content: there.content, files: (there as Stored['reply'])?.attachments ?? [] });
}

/** Its words went out: nothing is left of it. */
export function clearDraft(queries: QueryClient, conversationId: string, kind: Kind): void {
  putDraft(slotOf(conversationId, kind), noDraft);
  saveSoon(queries, conversationId, kind);
}

export interface GivenBack {
  content: string;
  attachments?: readonly Attachment[];
}

/** A reply that did not go out stands in the composer again, before what was begun since, here or elsewhere. */
export async function giveBack(
  queries: QueryClient,
  conversationId: string,
  { content, attachments = [] }: GivenBack,
): Promise<void> {
  const slot = slotOf(conversationId, 'reply');
  if (draftIn(slot) === undefined) {
    // Where the desk cannot be asked, these words alone are kept on this machine.
    const stored = await queries.query(storedQuery(conversationId)).catch(() => undefined);
    takeStored(slot, 'reply', stored);
  }
  const now = draftIn(slot) ?? noDraft;
  const files = attachments.flatMap(fileOf).filter(({ fileId }) => !holds(now, fileId));
  const isThere = now.content.startsWith(content);
  if (isThere && files.length === 0) return;
  const words = now.content === '' ? content : `${content}\n\n${now.content}`;
  putDraft(slot, {
    content: isThere ? now.content : words,
    files: [...files, ...now.files],
  });
  saveSoon(queries, conversationId, 'reply');
}

const holds = ({ files }: Draft, fileId: string): boolean =>
  files.some((it) => it.fileId === fileId);

function fileOf({ fileId, kind, name, mimeType, size }: Attachment): UploadedFile[] {
  if (fileId === undefined) return [];
  return [
    {
      fileId,
      kind: kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file',
      ...(name === undefined ? {} : { name }),
      ...(mimeType === undefined ? {} : { mimeType }),
      ...(size === undefined ? {} : { size }),
    },
  ];
}

const timers = new Map<string, number>();
const saveAfterMs = 700;

function saveSoon(queries: QueryClient, conversationId: string, kind: Kind): void {
  const slot = slotOf(conversationId, kind);
  if (kind === 'private') {
    // A matter of a moment: this machine's is enough.
    forgetEmpty(slot);
    return;
  }
  clearTimeout(timers.get(slot));
  timers.set(
    slot,
    window.setTimeout(() => {
      timers.delete(slot);
      const { content, files } = draftIn(slot) ?? noDraft;
      const body = {
        kind,
        content,
        ...(kind === 'reply' && files.length > 0
          ? { attachments: files.map(({ fileId }) => ({ fileId })) }
          : {}),
      };
      ask<Stored>('PUT', `/conversations/${conversationId}/draft`, { body }).then(
        (stored) => saved(queries, conversationId, kind, stored),
        // It lies on this machine, and the next change tries again.
        () => undefined,
      );
    }, saveAfterMs),
  );
}

async function saved(
  queries: QueryClient,
  conversationId: string,
  kind: Kind,
  stored: Stored,
): Promise<void> {
  // What was asked before this would bring back what is gone.
  const { queryKey } = storedQuery(conversationId);
  await queries.cancelQueries({ queryKey });
  queries.setQueryData(queryKey, stored);
  const slot = slotOf(conversationId, kind);
  if (timers.has(slot) || !isEmptyDraft(draftIn(slot) ?? noDraft)) return;
  const list = draftListQuery.queryKey;
  await queries.cancelQueries({ queryKey: list });
  queries.setQueryData(list, (all) =>
    all?.filter((it) => it.conversationId !== conversationId || it.kind !== kind),
  );
  forgetEmpty(slot);
  await queries.invalidateQueries({ queryKey: list });
}
