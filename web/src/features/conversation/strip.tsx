import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useMay } from '../../app/session.ts';
import { Chip } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { classesOf } from '../../lib/classes.ts';
import { teamsQuery } from '../../lib/desk.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import type { Conversation } from '../../lib/types.ts';
import { SlaChip } from '../inbox/sla-chip.tsx';
import { timelineQuery } from './conversation-queries.ts';
import { useCommands } from './commands.ts';
import { TagDialog } from './tag-dialog.tsx';
import styles from './pane.module.css';

const css = classesOf(styles);

/** What matters of it now, in a line: what is due, how urgent, what about, and why it is here. */
export function Strip({ conversation }: { conversation: Conversation }) {
  const t = useText();
  const locale = useLocale();
  const may = useMay();
  const now = useNow(60_000);
  const { run } = useCommands(conversation.id);
  const [isTagging, setTagging] = useState(false);
  const teams = useQuery(teamsQuery).data ?? [];
  const { rows: events } = usePages(timelineQuery(conversation.id));
  const assigned = events?.find(({ type }) => type === 'assigned' || type === 'queued');
  const { priority, tags, status, snoozedUntil, teamId } = conversation;
  const team = teams.find(({ id }) => id === teamId);
  const works = may('conversations.work');
  const flag = (
    <>
      <Icon name="flag" size={13} /> {t('priorityIs', { priority: t(`priority_${priority}`) })}
    </>
  );
  return (
    <div className={css('strip')}>
      {status !== 'closed' && status !== 'resolved' && (
        <SlaChip conversation={conversation} isLong />
      )}
      {status === 'snoozed' && (
        <span>
          {snoozedUntil
            ? t('snoozedUntil', { at: moment(snoozedUntil, locale, now) })
            : t('snooze_reply')}
        </span>
      )}
      {works ? (
        <Menu
          label={t('priority')}
          placement="bottom start"
          groups={[
            {
              entries: (['urgent', 'high', 'medium', 'low'] as const).map((it) => ({
                id: it,
                label: t(`priority_${it}`),
                isOn: it === priority,
                run: () =>
                  void run('priority', { priority: it }, (before) => ({ ...before, priority: it })),
              })),
            },
          ]}
          trigger={<AriaButton className={css('flag')}>{flag}</AriaButton>}
        />
      ) : (
        <span className={css('flag')}>{flag}</span>
      )}
      {team && <span>{team.name}</span>}
      {tags.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
      {works && (
        <button
          type="button"
          className={css('add')}
          aria-label={t('editTags')}
          title={`${t('editTags')} (#)`}
          onClick={() => {
            setTagging(true);
          }}
        >
          <Icon name={tags.length > 0 ? 'plus' : 'tag'} size={14} />
        </button>
      )}
      {assigned && (
        <span className={`${css('push')} ellipsis`} title={assigned.text}>
          {assigned.text}
        </span>
      )}
      {isTagging && (
        <TagDialog
          conversation={conversation}
          onClose={() => {
            setTagging(false);
          }}
        />
      )}
    </div>
  );
}
