/**
 * What is being written, for each conversation: at once on this machine, a moment later on the server, so that it survives
 * the page, the machine and the night.
 */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { ask, get } from '../../lib/api.ts';
import { createStore, useStore } from '../../lib/store.ts';

export type Kind = 'reply' | 'private' | 'note';

export interface UploadedFile {
  fileId: string;
  kind: 'image' | 'video' | 'audio' | 'file';
  name?: string;
  mimeType?: string;
  size?: number;
}

export interface Draft {
  content: string;
  files: UploadedFile[];
}

export type ChangeDraft = (change: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void;

const none: Draft = { content: '', files: [] };
const prefix = 'careline.draft.';
const slot = (conversationId: string, kind: Kind) => `${prefix}${conversationId}.${kind}`;

const drafts = createStore<Readonly<Record<string, Draft>>>(kept());

/** What this machine still holds of earlier pages. */
function kept(): Record<string, Draft> {
  const found: Record<string, Draft> = {};
  for (let index = 0; index < localStorage.length; index += 1) {
    const key = localStorage.key(index);
    if (!key?.startsWith(prefix)) continue;
    try {
      found[key] = JSON.parse(localStorage.getItem(key) ?? '') as Draft;
    } catch {
      localStorage.removeItem(key); // Cut off while it was written: nothing can be made of it.
    }
  }
  return found;
}

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
  const key = slot(conversationId, kind);
  const here = useStore(drafts)[key];
  const { data: stored } = useQuery(storedQuery(conversationId));
  useEffect(() => {
    // Written elsewhere: on another machine, or before this one was cleared. What is here is newer.
    const there = kind === 'private' ? undefined : stored?.[kind];
    if (here !== undefined || !there) return;
    const files = (there as Stored['reply'])?.attachments ?? [];
    drafts.set((before) =>
      before[key] ? before : { ...before, [key]: { content: there.content, files } },
    );
  }, [stored, here, kind, key]);
  const change = useCallback(
    (more: Parameters<ChangeDraft>[0]) => {
      put(conversationId, kind, more);
      saveSoon(queries, conversationId, kind);
    },
    [queries, conversationId, kind],
  );
  return [here ?? none, change];
}

function put(conversationId: string, kind: Kind, more: Parameters<ChangeDraft>[0]): void {
  const key = slot(conversationId, kind);
  const before = drafts.get()[key] ?? none;
  const next = { ...before, ...(typeof more === 'function' ? more(before) : more) };
  drafts.set((before) => ({ ...before, [key]: next }));
  if (next.content === '' && next.files.length === 0) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify(next));
}

/** Its words went out: nothing is left of it. */
export function clearDraft(queries: QueryClient, conversationId: string, kind: Kind): void {
  put(conversationId, kind, none);
  saveSoon(queries, conversationId, kind);
}

/** Words that did not go out stand in the composer again, before what was begun since. */
export function giveBack(conversationId: string, content: string): void {
  const now = drafts.get()[slot(conversationId, 'reply')]?.content ?? '';
  if (now.startsWith(content)) return;
  put(conversationId, 'reply', { content: now === '' ? content : `${content}\n\n${now}` });
}

const timers = new Map<string, number>();
const saveAfterMs = 700;

function saveSoon(queries: QueryClient, conversationId: string, kind: Kind): void {
  if (kind === 'private') return; // A matter of a moment: this machine's is enough.
  const key = slot(conversationId, kind);
  clearTimeout(timers.get(key));
  timers.set(
    key,
    window.setTimeout(() => {
      const { content, files } = drafts.get()[key] ?? none;
      const body = {
        kind,
        content,
        ...(kind === 'reply' && files.length > 0
          ? { attachments: files.map(({ fileId }) => ({ fileId })) }
          : {}),
      };
      ask<Stored>('PUT', `/conversations/${conversationId}/draft`, { body }).then(
        () => queries.invalidateQueries({ queryKey: ['drafts'] }),
        // It lies on this machine, and the next change tries again.
        () => undefined,
      );
    }, saveAfterMs),
  );
}
