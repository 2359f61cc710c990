/** Over the queue: what it shows, in which order, and what it is narrowed by. */
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu, type MenuGroup } from '../../components/menu.tsx';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useText, type Text } from '../../lib/text.ts';
import type { PlatformName } from '../../lib/types.ts';
import type { InboxSearch, Sort } from './filter.ts';
import { FilterChip, SingleChips } from './filter-chips.tsx';
import { SaveView } from './save-view.tsx';
import { ViewSwitcher } from './view-switcher.tsx';
import { isBuiltIn, useCounts, type SavedView } from './views.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);

const choices = {
  status: ['open', 'pending', 'snoozed', 'resolved', 'closed'],
  slaState: ['breached', 'warning', 'ok', 'paused'],
  priority: ['urgent', 'high', 'medium', 'low'],
  source: ['dm', 'comment', 'mention', 'review'],
} as const;
type Field = keyof typeof choices;

const sorts: readonly Sort[] = ['dueAt', 'updatedAt', 'createdAt', 'waitingSince', 'priority'];

interface Props {
  view: string;
  saved: SavedView | undefined;
  sort: Sort;
  search: InboxSearch;
}

export function ListHead({ view, saved, sort, search }: Props) {
  const t = useText();
  const navigate = useNavigate();
  const counts = useCounts();
  const [isSaving, setSaving] = useState(false);
  const count = counts?.views[view];
  const name = saved?.name ?? (isBuiltIn(view) ? t(`view_${view}`) : t('view_all'));
  const go = (next: InboxSearch) =>
    void navigate({ to: '/inbox/$view', params: { view }, search: next, replace: true });
  const toggle = (field: Field | 'platform', value: string) => {
    const now: readonly string[] = search[field] ?? [];
    const after = now.includes(value) ? now.filter((it) => it !== value) : [...now, value];
    const { [field]: _gone, ...rest } = search;
    go(after.length > 0 ? { ...rest, [field]: after } : rest);
  };
  const isNarrowed = Object.keys(search).some((it) => it !== 'sort');
  return (
    <header className={css('head')}>
      <div className={css('title')}>
        <ViewSwitcher view={view} name={name} />
        {count !== undefined && !isNarrowed && (
          <span className="faint num">{count >= 1000 ? '999+' : count}</span>
        )}
        <span className="grow" />
        <Menu
          label={t('sortBy')}
          groups={[
            {
              title: t('sortBy'),
              entries: sorts.map((it) => ({
                id: it,
                label: t(`sort_${it}`),
                isOn: it === sort,
                run: () => {
                  go({ ...search, sort: it });
                },
              })),
            },
          ]}
          trigger={
            <AriaButton className={css('sort')}>
              <span className="sr-only">{t('sortBy')}: </span>
              {t(`sort_${sort}`)} <Icon name="chevron" size={14} />
            </AriaButton>
          }
        />
        <Menu
          label={t('filter')}
          groups={filterMenu(search, t, toggle, go)}
          trigger={<IconButton label={t('filter')} icon="filter" size="s" />}
        />
      </div>
      <SearchField
        value={search.q ?? ''}
        onSearch={(q) => {
          const { q: _before, ...rest } = search;
          go(q === '' ? rest : { ...rest, q });
        }}
      />
      {isNarrowed && (
        <div className={css('filters')}>
          {(['platform', ...Object.keys(choices)] as (Field | 'platform')[]).flatMap((field) =>
            (search[field] ?? []).map((value) => (
              <FilterChip
                key={field + value}
                label={labelOf(field, value, t)}
                onRemove={() => {
                  toggle(field, value);
                }}
              />
            )),
          )}
          {(search.tag ?? []).map((tag) => (
            <FilterChip
              key={`tag${tag}`}
              label={`#${tag}`}
              onRemove={() => {
                const { tag: before = [], ...rest } = search;
                const after = before.filter((it) => it !== tag);
                go(after.length > 0 ? { ...rest, tag: after } : rest);
              }}
            />
          ))}
          <SingleChips search={search} go={go} />
          <button
            type="button"
            className={css('text')}
            onClick={() => {
              setSaving(true);
            }}
          >
            {t('saveAsView')}
          </button>
        </div>
      )}
      {isSaving && (
        <SaveView
          view={view}
          search={search}
          onClose={() => {
            setSaving(false);
          }}
        />
      )}
    </header>
  );
}

function filterMenu(
  search: InboxSearch,
  t: Text,
  toggle: (field: Field | 'platform', value: string) => void,
  go: (next: InboxSearch) => void,
): MenuGroup[] {
  const groups = (Object.keys(choices) as Field[]).map((field) => ({
    title: t(`filter_${field}`),
    entries: choices[field].map((value) => ({
      id: `${field}-${value}`,
      label: labelOf(field, value, t),
      isOn: (search[field] as readonly string[] | undefined)?.includes(value) ?? false,
      run: () => {
        toggle(field, value);
      },
    })),
  }));
  const unread = {
    entries: [
      {
        id: 'unread',
        label: t('unread'),
        isOn: search.unread ?? false,
        run: () => {
          const { unread: before, ...rest } = search;
          go(before ? rest : { ...rest, unread: true });
        },
      },
    ],
  };
  const platforms = {
    title: t('filter_platform'),
    entries: (Object.keys(titles) as PlatformName[]).map((name) => ({
      id: `platform-${name}`,
      label: titles[name],
      isOn: search.platform?.includes(name) ?? false,
      run: () => {
        toggle('platform', name);
      },
    })),
  };
  return [unread, ...groups, platforms];
}

function labelOf(field: Field | 'platform', value: string, t: Text): string {
  if (field === 'platform') return titles[value as PlatformName];
  if (field === 'slaState') return t(`sla_${value as 'ok'}`);
  return t(`${field}_${value}` as 'status_open');
}

/** Asked when one pauses: each search reads many messages. */
function SearchField({ value, onSearch }: { value: string; onSearch: (words: string) => void }) {
  const t = useText();
  const [words, setWords] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    // The address changed under us (back, another view): it is what counts.
    setShown(value);
    setWords(value);
  }
  const timer = useRef<number>(undefined);
  const later = (next: string) => {
    setWords(next);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      const clean = next.trim();
      if (clean.length !== 1) onSearch(clean);
    }, 250);
  };
  return (
    <label className={css('search')}>
      <Icon name="search" size={14} />
      <span className="sr-only">{t('searchConversations')}</span>
      <input
        type="search"
        id="inbox-search"
        value={words}
        placeholder={t('searchConversations')}
        onChange={(event) => {
          later(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            later('');
            event.currentTarget.blur();
          }
        }}
      />
    </label>
  );
}
