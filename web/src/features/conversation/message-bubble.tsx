import { memo } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { threadName } from '../../lib/thread-name.ts';
import { fullTime, timeOfDay } from '../../lib/time.ts';
import type { Conversation, Message } from '../../lib/types.ts';
import { useTranslation } from '../assist/use-translation.ts';
import { Attachments } from './attachments.tsx';
import { AutomaticMark } from './automatic-mark.tsx';
import { DeliveryLine } from './delivery-line.tsx';
import { useMessageMenu } from './message-menu.ts';
import { Translated } from './translated.tsx';
import { WithMentions } from './with-mentions.tsx';
import styles from './thread.module.css';

const css = classesOf(styles);

interface Meta {
  rating?: { stars?: number; recommends?: boolean };
  story?: { kind: 'reply' | 'mention'; url?: string };
  reactions?: string[];
  editedAt?: string;
  unsentAt?: string;
  hiddenAt?: string | null;
  likedAt?: string | null;
  deletedAt?: string;
  external?: boolean;
  placeholder?: boolean;
  standby?: boolean;
  postback?: string;
  privateReplyTo?: string;
  automatic?: { articleId: string; topic: string };
  draftedByAssistant?: boolean;
}

interface Props {
  message: Message;
  conversation: Conversation;
  senderName: string;
  isFirst: boolean;
  isLast: boolean;
}

export const MessageBubble = memo(function MessageBubble({
  message,
  conversation,
  senderName,
  isFirst,
  isLast,
}: Props) {
  const t = useText();
  const locale = useLocale();
  const translation = useTranslation(message.id, locale);
  const menu = useMessageMenu(message, conversation, translation.translate);
  const { direction, content, attachments, timestamp } = message;
  const meta = message.metadata as Meta;
  const { threads } = conversation;
  const thread = threads.length > 1 && threads.find((it) => it.threadId === message.threadId);
  const isGone = meta.unsentAt !== undefined || meta.deletedAt !== undefined;
  return (
    <article
      className={css('message', direction, isFirst && 'first', isLast && 'last')}
      aria-label={`${direction === 'note' ? t('note') : senderName}, ${fullTime(timestamp, locale)}`}
      data-message={message.id}
      data-status={message.deliveryStatus}
    >
      <div className={css('line')}>
        <div className={css('bubble', isGone && 'gone', Boolean(meta.hiddenAt) && 'hidden')}>
          {direction === 'note' && isFirst && (
            <strong className={css('label')}>
              <Icon name="lock" size={12} /> {t('note')}
            </strong>
          )}
          {meta.automatic && <AutomaticMark {...meta.automatic} />}
          {meta.story && (
            <span className={css('about')}>
              <Icon name="image" size={13} />{' '}
              {t(meta.story.kind === 'reply' ? 'storyReply' : 'storyMention')}
            </span>
          )}
          {meta.rating && <Rating {...meta.rating} />}
          {isGone ? (
            <em>{t(meta.unsentAt ? 'wasUnsent' : 'wasDeleted')}</em>
          ) : (
            <>
              {content !== '' && (
                <p className={css('text', meta.placeholder && 'placeholder')} dir="auto">
                  {direction === 'note' ? <WithMentions text={content} /> : content}
                </p>
              )}
              {translation.isBusy && <p className={css('about')}>{t('translating')}</p>}
              {translation.shown && (
                <Translated translation={translation.shown} onHide={translation.hide} />
              )}
              <Attachments attachments={attachments} />
            </>
          )}
          {(meta.reactions?.length ?? 0) > 0 && (
            <span className={css('reactions')} aria-label={t('reactions')}>
              {meta.reactions?.join(' ')}
            </span>
          )}
        </div>
        {menu.some(({ entries }) => entries.length > 0) && (
          <Menu
            label={t('messageActions')}
            groups={menu}
            trigger={
              <AriaButton className={css('more')} aria-label={t('messageActions')}>
                <Icon name="more" size={16} />
              </AriaButton>
            }
          />
        )}
      </div>
      {isLast && (
        <footer className={css('foot')}>
          {direction === 'outbound' ? (
            <DeliveryLine
              message={message}
              senderName={meta.external ? t('outside') : senderName}
            />
          ) : (
            <span>
              {direction === 'note' && `${senderName}, `}
              <time dateTime={timestamp} title={fullTime(timestamp, locale)}>
                {timeOfDay(timestamp, locale)}
                {direction === 'note' && ','}
              </time>
              {direction === 'note' && t('onlyTheTeam')}
            </span>
          )}
          {thread && <span>{threadName(thread, t)}</span>}
          {meta.editedAt && !isGone && <span>{t('edited')}</span>}
          {meta.hiddenAt && (
            <span>
              <Icon name="eyeOff" size={12} /> {t('hidden')}
            </span>
          )}
          {meta.likedAt && (
            <span>
              <Icon name="thumb" size={12} /> {t('liked')}
            </span>
          )}
          {meta.draftedByAssistant && <span>{t('draftedByAssistant')}</span>}
          {meta.standby && <span>{t('standby')}</span>}
        </footer>
      )}
    </article>
  );
});

function Rating({ stars, recommends }: { stars?: number; recommends?: boolean }) {
  const t = useText();
  if (stars === undefined) {
    return <span className={css('about')}>{t(recommends ? 'recommends' : 'recommendsNot')}</span>;
  }
  return (
    <span className={css('stars')} role="img" aria-label={t('stars', { count: stars })}>
      {'★'.repeat(stars)}
      <i>{'★'.repeat(5 - stars)}</i>
    </span>
  );
}
