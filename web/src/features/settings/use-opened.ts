import { useState } from 'react';

type Opened = { is: 'new' } | { is: 'edit' | 'delete'; id: string };

/** Which row of a list is being made, changed or taken away; one that is gone meanwhile is none. */
export function useOpened<T extends { id: string }>(rows: readonly T[] | undefined) {
  const [opened, setOpened] = useState<Opened>();
  const row = opened && 'id' in opened ? rows?.find(({ id }) => id === opened.id) : undefined;
  return {
    isNew: opened?.is === 'new',
    edited: opened?.is === 'edit' ? row : undefined,
    deleted: opened?.is === 'delete' ? row : undefined,
    create: () => {
      setOpened({ is: 'new' });
    },
    edit: (id: string) => {
      setOpened({ is: 'edit', id });
    },
    remove: (id: string) => {
      setOpened({ is: 'delete', id });
    },
    close: () => {
      setOpened(undefined);
    },
  };
}
