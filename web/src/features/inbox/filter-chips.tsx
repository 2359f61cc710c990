/** What a list is narrowed by, each with a way to undo it. */
import { Chip } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { nameOf, useAgents, useTeams } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { InboxSearch } from './filter.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);

export function FilterChip({ label, onRemove }: { label: string; onRemove: () => void }) {
  const t = useText();
  return (
    <Chip tone="accent">
      {label}{' '}
      <button
        type="button"
        className={css('remove')}
        aria-label={t('removeFilter', { label })}
        onClick={onRemove}
      >
        <Icon name="close" size={11} />
      </button>
    </Chip>
  );
}

/** Those that have one value. */
export function SingleChips({
  search,
  go,
}: {
  search: InboxSearch;
  go: (next: InboxSearch) => void;
}) {
  const t = useText();
  const agents = useAgents();
  const teams = useTeams();
  const { assignedTo, teamId, unread, waiting } = search;
  const labels = {
    assignedTo:
      assignedTo &&
      (assignedTo === 'none'
        ? t('nobody')
        : assignedTo === 'me'
          ? t('view_mine')
          : (nameOf(agents, assignedTo) ?? t('someone'))),
    teamId:
      teamId &&
      (teamId === 'none'
        ? t('noTeam')
        : t('teamNamed', { name: nameOf(teams, teamId) ?? t('someone') })),
    waiting: waiting && t('inQueue'),
    unread: unread && t('unread'),
  };
  return Object.entries(labels).map(
    ([field, label]) =>
      label && (
        <FilterChip
          key={field}
          label={label}
          onRemove={() => {
            go({ ...search, [field]: undefined });
          }}
        />
      ),
  );
}
