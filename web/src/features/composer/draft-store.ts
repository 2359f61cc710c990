/** What is being written, as this machine holds it: at once, and whatever becomes of the page. */
import { useSyncExternalStore } from 'react';
import { createStore } from '../../lib/store.ts';

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

export type DraftChange = Partial<Draft> | ((before: Draft) => Partial<Draft>);

export const noDraft: Draft = { content: '', files: [] };
export const isEmptyDraft = ({ content, files }: Draft): boolean =>
  content === '' && files.length === 0;

/** Nobody reads what another has begun, though they work at the same machine. */
let prefix = 'careline.draft.';
const drafts = createStore<Readonly<Record<string, Draft>>>({});

/** From now on it is this agent who writes here. */
export function openDraftsOf(agentId: string): void {
  const theirs = `careline.draft.${agentId}.`;
  if (theirs === prefix) return;
  prefix = theirs;
  drafts.set(kept());
}

/** What this machine still holds of earlier pages. */
function kept(): Record<string, Draft> {
  const found: Record<string, Draft> = {};
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefix)) continue;
    try {
      found[key] = JSON.parse(localStorage.getItem(key) ?? '') as Draft;
    } catch {
      localStorage.removeItem(key); // Cut off while it was written: nothing can be made of it.
    }
  }
  return found;
}

export const slotOf = (conversationId: string, kind: Kind): string =>
  `${prefix}${conversationId}.${kind}`;

/** Undefined: this machine knows nothing of it; an empty one: it was emptied, and the desk may not know yet. */
export const draftIn = (slot: string): Draft | undefined => drafts.get()[slot];

export const useDraftIn = (slot: string | undefined): Draft | undefined =>
  useSyncExternalStore(drafts.subscribe, () => (slot === undefined ? undefined : draftIn(slot)));

/** What the desk keeps, to be written on here. It is kept there: this machine need not. */
export const takeDraft = (slot: string, draft: Draft): void => {
  drafts.set((all) => (all[slot] ? all : { ...all, [slot]: draft }));
};

export function putDraft(slot: string, change: DraftChange): void {
  const before = draftIn(slot) ?? noDraft;
  const next = { ...before, ...(typeof change === 'function' ? change(before) : change) };
  drafts.set((all) => ({ ...all, [slot]: next }));
  if (isEmptyDraft(next)) localStorage.removeItem(slot);
  else localStorage.setItem(slot, JSON.stringify(next));
}

/** The desk knows that it is empty: what it has from now on was written elsewhere. */
export function forgetEmpty(slot: string): void {
  drafts.set((all) => {
    const { [slot]: draft, ...others } = all;
    return draft && isEmptyDraft(draft) ? others : all;
  });
}

/** Whoever began them here: of a customer who is nobody any more nothing is kept. */
export function forgetDrafts(conversationId: string): void {
  const isOfIt = (key: string) => key.startsWith('careline.draft.') && key.includes(conversationId);
  for (const key of Object.keys(localStorage)) if (isOfIt(key)) localStorage.removeItem(key);
  drafts.set((all) => Object.fromEntries(Object.entries(all).filter(([slot]) => !isOfIt(slot))));
}
