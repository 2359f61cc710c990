import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { get } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';
import { useCommands } from './commands.ts';
import styles from './pane.module.css';

const css = classesOf(styles);

export interface KnownTag {
  /** Of the catalogue; absent: it is only in use. */
  id?: string;
  version?: number;
  name: string;
  colour?: string;
  openConversations: number;
}

export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  queryFn: ({ signal }) => get<{ data: KnownTag[] }>('/tags', {}, signal),
});

export function TagDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const t = useText();
  const { run } = useCommands(conversation.id);
  const [words, setWords] = useState('');
  const known = useQuery(tagsQuery).data?.data ?? [];
  const { tags } = conversation;
  const wanted = words.trim().toLowerCase();
  const offered = known
    .filter(({ name }) => !tags.includes(name) && name.toLowerCase().includes(wanted))
    .slice(0, 12);
  const change = (add: string[], remove: string[]) => {
    void run('tags', { add, remove }, (it) => ({
      ...it,
      tags: [...new Set([...it.tags, ...add])].filter((tag) => !remove.includes(tag)).sort(),
    }));
  };
  const add = (tag: string) => {
    change([tag], []);
    setWords('');
  };
  return (
    <Dialog title={t('editTags')} size="s" onClose={onClose}>
      <div className={css('tags')}>
        {tags.map((tag) => (
          <Chip key={tag} tone="accent">
            {tag}{' '}
            <button
              type="button"
              aria-label={t('removeTag', { tag })}
              onClick={() => {
                change([], [tag]);
              }}
            >
              <Icon name="close" size={11} />
            </button>
          </Chip>
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const exact = known.find(({ name }) => name.toLowerCase() === wanted);
          if (wanted !== '') add(exact?.name ?? words.trim());
        }}
      >
        <TextField label={t('addTag')} value={words} onChange={setWords} autoFocus />
      </form>
      <div className={css('tags')}>
        {offered.map(({ name }) => (
          <Button
            key={name}
            size="s"
            onPress={() => {
              add(name);
            }}
          >
            {name}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
