import { useEffect, useMemo, useRef } from 'react';
import type { MenuGroup } from '../../components/menu.tsx';
import { useActions, type Action } from './actions.ts';

/** What a menu offers is in the palette too, but for what has a key, and so its own place in the table. */
export function useMenuActions(groups: readonly MenuGroup[], group: string): void {
  const entries = groups
    .flatMap((it) => it.entries)
    .filter(({ shortcut, isDisabled }) => shortcut === undefined && isDisabled !== true);
  const newest = useRef(entries);
  useEffect(() => {
    newest.current = entries;
  });
  // A menu is made anew with each picture of its conversation: the table changes when what it offers does.
  const offered = JSON.stringify(entries.map(({ id, label, icon }) => ({ id, label, icon })));
  useActions(
    useMemo(
      () =>
        (JSON.parse(offered) as Pick<Action, 'id' | 'label' | 'icon'>[]).map((entry) => ({
          ...entry,
          group,
          run: () => newest.current.find(({ id }) => id === entry.id)?.run(),
        })),
      [offered, group],
    ),
  );
}
