/** `/` offers canned replies, `@` in a note offers colleagues. */
import { useState, type KeyboardEvent, type RefObject } from 'react';
import { useSession } from '../../app/session.ts';
import { useAgents } from '../../lib/desk.ts';
import type { Conversation } from '../../lib/types.ts';
import { useCanned } from './canned.ts';
import { useFilled } from './filled.ts';
import type { Suggestion } from './suggest-list.tsx';
import type { Kind } from './draft-store.ts';
import { triggerAt } from './trigger.ts';

export function useSuggestions({
  content,
  kind,
  conversation,
  area,
  onChange,
}: {
  content: string;
  kind: Kind;
  conversation: Conversation;
  area: RefObject<HTMLTextAreaElement | null>;
  onChange: (content: string) => void;
}) {
  const { agent } = useSession();
  const agents = useAgents();
  const filled = useFilled(conversation);
  const [cursor, setCursor] = useState(0);
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState<string>();
  const trigger = triggerAt(content, cursor, kind);
  const key = trigger && `${trigger.mark}${String(trigger.at)}`;
  const isOpen = trigger !== undefined && key !== dismissed;
  const canned = useCanned(
    isOpen && trigger.mark === '/' ? trigger.words : undefined,
    conversation.metadata['language'] as string | undefined,
  );
  const people =
    isOpen && trigger.mark === '@'
      ? agents
          .filter(
            (it) =>
              it.active &&
              it.id !== agent.id &&
              it.name.toLowerCase().includes(trigger.words.toLowerCase()),
          )
          .slice(0, 8)
      : [];
  const items: Suggestion[] = [
    ...canned.map(({ id, shortcut, title, content: words }) => ({
      id,
      title: `/${shortcut}`,
      detail: `${title}: ${words}`,
    })),
    ...people.map(({ id, name, email }) => ({ id, title: name, detail: email })),
  ];

  const pick = (index: number) => {
    if (!trigger) return;
    const reply = canned[index];
    const person = people[index];
    const words = reply ? filled(reply.content) : person ? `@${person.name} ` : '';
    const next = content.slice(0, trigger.at) + words + content.slice(cursor);
    onChange(next);
    const end = trigger.at + words.length;
    setCursor(end);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(end, end);
    });
  };

  return {
    items,
    active: Math.min(active, Math.max(0, items.length - 1)),
    pick,
    see(next: number) {
      setCursor(next);
      setActive(0);
    },
    /** @returns whether the key was for the list */
    hear(event: KeyboardEvent): boolean {
      if (items.length === 0) return false;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        setActive(
          (before) =>
            (Math.min(before, items.length - 1) +
              (event.key === 'ArrowDown' ? 1 : items.length - 1)) %
            items.length,
        );
        return true;
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) {
        pick(Math.min(active, items.length - 1));
        return true;
      }
      if (event.key === 'Escape') {
        setDismissed(key);
        return true;
      }
      return false;
    },
    /** Ids of the colleagues that the words speak to. */
    mentions: () => agents.filter(({ name }) => content.includes(`@${name}`)).map(({ id }) => id),
  };
}
