/** Ctrl/⌘ K: every action with its key, and conversations and customers by their words. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { useDeferredValue, useState } from 'react';
import { overlay } from '../../app/overlays.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Key } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { get, type Page } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';
import { shownKeys, useAllActions } from './actions.ts';
import { snippetOf } from '../inbox/snippet.ts';
import styles from './palette.module.css';

const css = classesOf(styles);
const searchAll = 'search-everything';
const close = () => {
  overlay.set(undefined);
};

export function Palette() {
  const t = useText();
  const navigate = useNavigate();
  const actions = useAllActions();
  const [words, setWords] = useState('');
  const asked = useDeferredValue(words.trim());
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) =>
      get<Page<Conversation>>('/conversations', { q: asked, limit: 8 }, signal),
    enabled: asked.length >= 2,
    staleTime: 30_000,
    placeholderData: (before) => before,
  });
  // Who types a name and presses Enter wants the first that was found, though it came after the letters.
  const [picked, setPicked] = useState('');
  const first = found.data?.data[0]?.id;
  const [firstBefore, setFirstBefore] = useState<string>();
  if (first !== firstBefore) {
    setFirstBefore(first);
    if (first && (picked === '' || picked === searchAll)) setPicked(`conversation ${first}`);
  }
  // What can be done with what is open comes first; what is always there, last.
  const order = [t('conversation'), t('list'), t('goTo'), t('general')];
  const groups = Object.entries(Object.groupBy(actions, ({ group }) => group)).sort(
    ([a], [b]) => order.indexOf(a) - order.indexOf(b),
  );
  return (
    <Command.Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) close();
      }}
      label={t('searchAndCommands')}
      overlayClassName={css('overlay')}
      contentClassName={css('palette')}
      loop
      value={picked}
      onValueChange={setPicked}
    >
      <Command.Input
        className={css('input')}
        value={words}
        onValueChange={setWords}
        placeholder={t('palettePlaceholder')}
      />
      <Command.List className={css('list')}>
        <Command.Empty className={css('empty')}>{t('nothingFound')}</Command.Empty>
        {groups.map(([group, some = []]) => (
          <Command.Group key={group} heading={group} className={css('group')}>
            {some.map(({ id, label, icon, keys, run }) => (
              <Command.Item
                key={id}
                value={`${label} ${id}`}
                className={css('item')}
                onSelect={() => {
                  close();
                  run();
                }}
              >
                {icon && <Icon name={icon} size={16} />}
                <span className="grow ellipsis">{label}</span>
                {keys && <Key keys={shownKeys(keys)} />}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        {(found.data?.data.length ?? 0) > 0 && (
          <Command.Group heading={t('conversations')} className={css('group')} forceMount>
            {found.data?.data.map((it) => (
              <Command.Item
                key={it.id}
                forceMount
                value={`conversation ${it.id}`}
                className={css('item')}
                onSelect={() => {
                  close();
                  void navigate({
                    to: '/inbox/$view/$conversationId',
                    params: { view: 'all', conversationId: it.id },
                    search: {},
                  });
                }}
              >
                <Avatar name={it.customerName} id={it.customerId} size={22} />
                <span className="grow ellipsis">
                  {it.customerName} <span className="faint">{snippetOf(it, t)}</span>
                </span>
                <span className="faint">{t(`status_${it.status}`)}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {asked.length >= 2 && (
          <Command.Item
            forceMount
            value={searchAll}
            className={css('item')}
            onSelect={() => {
              close();
              void navigate({ to: '/inbox/$view', params: { view: 'all' }, search: { q: asked } });
            }}
          >
            <Icon name="search" size={16} />
            <span className="grow ellipsis">{t('searchFor', { words: asked })}</span>
          </Command.Item>
        )}
      </Command.List>
    </Command.Dialog>
  );
}
