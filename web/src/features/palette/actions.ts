/**
 * Everything that can be done at the moment: one table for the palette, the sheet of keys and the keyboard. Whoever shows
 * something that can be done adds its actions while it is shown.
 */
import { useEffect, useId, useLayoutEffect } from 'react';
import { appearance } from '../../app/appearance.ts';
import { createStore, useStore } from '../../lib/store.ts';
import { actionFor, type Action } from './keys.ts';

export type { Action } from './keys.ts';

const tables = createStore<ReadonlyMap<string, readonly Action[]>>(new Map());

export function useActions(actions: readonly Action[]): void {
  const id = useId();
  // What is shown can be done: a key pressed in the very moment counts.
  useLayoutEffect(() => {
    tables.set((before) => new Map(before).set(id, actions));
  }, [id, actions]);
  useLayoutEffect(
    () => () => {
      tables.set((before) => {
        const after = new Map(before);
        after.delete(id);
        return after;
      });
    },
    [id],
  );
}

export const useAllActions = (): readonly Action[] => [...useStore(tables).values()].flat();

const isApple = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** As it is shown: `⌘ K`, `Ctrl K`, `G I`. */
export const shownKeys = (keys: string): string =>
  keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((key) =>
          key === 'mod'
            ? isApple
              ? '⌘'
              : 'Ctrl'
            : key === 'shift'
              ? '⇧'
              : key === 'enter'
                ? '↵'
                : key.toUpperCase(),
        )
        .join(' '),
    )
    .join(' ');

/** Between the keys of one sequence. */
const sequenceMs = 1_000;

/** Listens for the keys of all actions. Single keys can be switched off (WCAG 2.1.4), and do nothing where one types. */
export function useActionKeys(): void {
  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const pressed = chordOf(event);
      const isSingle = !pressed.startsWith('mod+');
      if (isSingle && (!appearance.get().hasShortcuts || isTyping(event.target) || isModal()))
        return;
      const actions = [...tables.get().values()].flat();
      const recent =
        first && event.timeStamp - first.at < sequenceMs ? `${first.key} ${pressed}` : undefined;
      const action = actionFor(actions, pressed, recent);
      first = undefined;
      if (action) {
        event.preventDefault();
        action.run();
      } else if (isSingle && actions.some(({ keys }) => keys?.startsWith(`${pressed} `))) {
        first = { key: pressed, at: event.timeStamp };
      }
    };
    window.addEventListener('keydown', hear);
    return () => {
      window.removeEventListener('keydown', hear);
    };
  }, []);
}

function chordOf(event: KeyboardEvent): string {
  const isCommand = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  // ? and # need Shift on most keyboards: they are themselves.
  const isLetter = /^[a-z]$/.test(key) || key.length > 1;
  return `${isCommand ? 'mod+' : ''}${event.shiftKey && isLetter ? 'shift+' : ''}${key}`;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** A dialog or an open menu has the keys to itself. */
const isModal = (): boolean =>
  document.querySelector('[role=dialog],[role=menu],[role=listbox][data-open]') !== null;
