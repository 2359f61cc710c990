/**
 * Replies and notes on their way from this page to the desk. Kept on the machine too: a page that is closed, or a desk that
 * cannot be reached, loses none of them, and their keys make sure that none is written twice.
 */
import type { QueryClient } from '@tanstack/react-query';
import { isProblem, post } from '../../lib/api.ts';
import { createStore, useStore } from '../../lib/store.ts';
import type { Attachment, Message } from '../../lib/types.ts';
import { isUnknown, type Unknown } from './commands.ts';
import { putMessages } from './conversation-queries.ts';

export interface Outgoing {
  /** Its Idempotency-Key. */
  key: string;
  conversationId: string;
  kind: 'reply' | 'private' | 'note';
  /** Below the conversation's address. */
  path: string;
  body: { content: string } & Record<string, unknown>;
  /** To be shown meanwhile. */
  attachments: Attachment[];
  at: string;
  /** waiting: the desk cannot be reached; refused: `why`. */
  state: 'sending' | 'waiting' | 'refused' | 'unknown';
  why?: string;
}

const storageKey = 'careline.outbox';

function kept(): Outgoing[] {
  try {
    const all = JSON.parse(localStorage.getItem(storageKey) ?? '[]') as Outgoing[];
    return all.map((it) => (it.state === 'sending' ? { ...it, state: 'waiting' } : it));
  } catch {
    return []; // Not ours: nothing can be made of it.
  }
}

const outbox = createStore<readonly Outgoing[]>(kept());
outbox.subscribe(() => {
  localStorage.setItem(storageKey, JSON.stringify(outbox.get()));
});

export const useOutgoing = (conversationId: string): readonly Outgoing[] =>
  useStore(outbox).filter((it) => it.conversationId === conversationId);

export const forget = (key: string): void => {
  outbox.set((all) => all.filter((it) => it.key !== key));
};

export const forgetOutgoing = (conversationId: string): void => {
  outbox.set((all) => all.filter((it) => it.conversationId !== conversationId));
};

const change = (key: string, more: Partial<Outgoing>) => {
  outbox.set((all) => all.map((it) => (it.key === key ? { ...it, ...more } : it)));
};

/** @throws Problem when the desk refuses it; it stays nowhere then: the composer has the words. */
export async function send(
  queries: QueryClient,
  outgoing: Omit<Outgoing, 'state' | 'at'>,
): Promise<void> {
  outbox.set((all) => [...all, { ...outgoing, state: 'sending', at: new Date().toISOString() }]);
  await deliver(queries, outgoing.key);
}

async function deliver(queries: QueryClient, key: string): Promise<void> {
  const outgoing = outbox.get().find((it) => it.key === key);
  if (!outgoing) return;
  change(key, { state: 'sending' });
  const { conversationId, path, body } = outgoing;
  try {
    const answer = await post<Message | Unknown | { id: string }>(
      `/conversations/${conversationId}/${path}`,
      body,
      { key },
    );
    if (isUnknown(answer)) {
      change(key, { state: 'unknown' });
      void queries.invalidateQueries({ queryKey: ['messages', conversationId] }).then(() => {
        forget(key);
      });
      return;
    }
    if ('direction' in answer) putMessages(queries, answer.conversationId, [answer]);
    forget(key);
    void queries.invalidateQueries({ queryKey: ['conversation', conversationId] });
  } catch (error) {
    if (isProblem(error, 'unreachable', 'temporarily_unavailable', 'request_in_progress')) {
      change(key, { state: 'waiting' });
      return;
    }
    forget(key);
    throw error;
  }
}

/** What waits goes, in its order, when the desk is reached again. */
export async function flush(queries: QueryClient): Promise<void> {
  for (const outgoing of outbox.get()) {
    if (outgoing.state !== 'waiting') continue;
    try {
      await deliver(queries, outgoing.key);
    } catch (error) {
      // Refused meanwhile (the customer wrote, the window closed): shown in the thread, with its words.
      const why = isProblem(error) ? error.message : '';
      outbox.set((all) => [...all, { ...outgoing, state: 'refused', why }]);
    }
  }
}
