import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { Avatar, initials } from '../../components/avatar.tsx';
import { Chip } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { span, useNow } from '../../lib/time.ts';
import type { Conversation } from '../../lib/types.ts';
import { useBegun } from '../composer/draft-list.ts';
import { useOthers } from '../conversation/presence.ts';
import { useSession } from '../../app/session.ts';
import type { InboxSearch } from './filter.ts';
import { SlaChip } from './sla-chip.tsx';
import { snippetOf } from './snippet.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);

interface Props {
  conversation: Conversation;
  view: string;
  search: InboxSearch;
  isOpen: boolean;
  isSelected: boolean;
  isSelecting: boolean;
  onSelect: (id: string, isRange: boolean) => void;
  onPoint: (id: string) => void;
}

export const ConversationRow = memo(function ConversationRow({
  conversation,
  view,
  search,
  isOpen,
  isSelected,
  isSelecting,
  onSelect,
  onPoint,
}: Props) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(30_000);
  const { agent } = useSession();
  const { agents } = useOthers(conversation.id, agent.id);
  // In the one that is open the words stand in the composer.
  const begun = useBegun(conversation.id, !isOpen);
  const {
    id,
    customerName,
    customerHandle,
    customerId,
    platform,
    metadata,
    tags,
    unread,
    priority,
    status,
  } = conversation;
  const name = customerName || customerHandle || t('someone');
  const at = conversation.lastMessageAt ?? conversation.updatedAt;
  return (
    <div className={css('row', isOpen && 'on', unread > 0 && 'unread', isSelected && 'picked')}>
      {isSelecting && (
        <label className={css('pick')}>
          <input
            type="checkbox"
            checked={isSelected}
            aria-label={t('selectConversation', { name })}
            onClick={(event) => {
              onSelect(id, event.shiftKey);
            }}
            onChange={() => undefined}
          />
        </label>
      )}
      <Link
        to="/inbox/$view/$conversationId"
        params={{ view, conversationId: id }}
        search={search}
        className={css('open')}
        aria-current={isOpen ? 'true' : undefined}
        data-conversation={id}
        onPointerEnter={() => {
          onPoint(id);
        }}
        onClick={(event) => {
          if (!event.shiftKey && !event.ctrlKey && !event.metaKey) return;
          event.preventDefault();
          onSelect(id, event.shiftKey);
        }}
      >
        <Avatar name={name} id={customerId} platform={platform} />
        <span className={css('words')}>
          <span className={css('first')}>
            <bdi className={css('name')}>{name}</bdi>
            <span className="sr-only">
              {titles[platform]}, {t(`source_${metadata.source}`)}
              {unread > 0 && `, ${t('unreadCount', { count: unread })}`}
            </span>
            <time dateTime={at}>{span(Math.max(0, now - Date.parse(at)), locale)}</time>
          </span>
          <span className={css('snippet', begun && 'begun')}>
            {begun ? (
              <>
                <b className={css('draft')}>
                  <Icon name="pen" size={12} /> {t(`draft_${begun.kind}`)}
                </b>{' '}
                <bdi>{begun.words || t('kind_file')}</bdi>
              </>
            ) : (
              <bdi>{snippetOf(conversation, t)}</bdi>
            )}
          </span>
          <span className={css('chips')}>
            {(status === 'open' || status === 'pending' || status === 'snoozed') && (
              <SlaChip conversation={conversation} />
            )}
            {status !== 'open' && (
              <Chip
                icon={status === 'snoozed' ? 'snooze' : status === 'pending' ? 'pause' : 'check'}
              >
                {t(`status_${status}`)}
              </Chip>
            )}
            {(priority === 'urgent' || priority === 'high') && (
              <Chip tone={priority === 'urgent' ? 'bad' : 'warn'} icon="flag">
                {t(`priority_${priority}`)}
              </Chip>
            )}
            {metadata.source !== 'dm' && <Chip tone="line">{t(`source_${metadata.source}`)}</Chip>}
            {tags.length > 0 && (
              <span className={css('tags')} title={tags.join(', ')}>
                {tags.slice(0, 2).map((tag) => (
                  <Chip key={tag}>{tag}</Chip>
                ))}
                {tags.length > 2 && <Chip>+{tags.length - 2}</Chip>}
              </span>
            )}
            {agents.length > 0 && (
              <span
                className={css('who')}
                title={agents.map((it) => `${it.name}: ${t(`presence_${it.state}`)}`).join(', ')}
              >
                {agents.slice(0, 3).map((it) => (
                  <i key={it.agentId} className={css(it.state !== 'viewing' && 'writing')}>
                    {it.state === 'viewing' ? (
                      initials(it.name)
                    ) : (
                      <Icon name={it.state === 'noting' ? 'note' : 'reply'} size={11} />
                    )}
                  </i>
                ))}
              </span>
            )}
            {unread > 0 && (
              <span className={css('count')} aria-hidden="true">
                {unread > 99 ? '99+' : unread}
              </span>
            )}
          </span>
        </span>
      </Link>
    </div>
  );
});
