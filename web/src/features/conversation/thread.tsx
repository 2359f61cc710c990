/** The messages of a conversation, the newest at the foot, with what happened between them. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Failure } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { customerName, customerOf } from '../../lib/customer-name.ts';
import { useAgents } from '../../lib/desk.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { dayName, fullTime, timeOfDay, useNow } from '../../lib/time.ts';
import type { Conversation, Message, Post, TimelineEntry } from '../../lib/types.ts';
import { messagesQuery, postQuery, timelineQuery } from './conversation-queries.ts';
import { entriesOf } from './entries.ts';
import { MessageBubble } from './message-bubble.tsx';
import { OutgoingBubbles } from './outgoing-bubbles.tsx';
import styles from './thread.module.css';

const css = classesOf(styles);

export function Thread({
  conversation,
  isCustomerTyping,
}: {
  conversation: Conversation;
  isCustomerTyping: boolean;
}) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const agents = useAgents();
  const { list: messages, rows: newest } = usePages(messagesQuery(conversation.id));
  const { rows: events } = usePages(timelineQuery(conversation.id));
  const list = useMemo(() => newest?.toReversed() ?? [], [newest]);
  const newFrom = useNewFrom(conversation, list);
  const entries = useMemo(() => entriesOf(list, events ?? [], newFrom), [list, events, newFrom]);
  const { scroller, isBehind, toEnd } = useStickToEnd(list.at(-1)?.id, list[0]?.id);
  const nameOf = (message: Message): string => {
    if (message.direction === 'inbound') return customerName(customerOf(conversation), t);
    if (message.senderType === 'bot') {
      return t(message.senderId === 'assistant' ? 'assistant' : 'integration');
    }
    return agents.find(({ id }) => id === message.senderId)?.name ?? t('colleague');
  };

  if (messages.isError && list.length === 0)
    return <Failure error={messages.error} retry={() => void messages.refetch()} />;
  return (
    <div className={css('wrap')}>
      <div
        className={css('thread')}
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-label={t('messages')}
        aria-live="off"
      >
        {messages.hasNextPage && (
          <Button
            size="s"
            look="quiet"
            isDisabled={messages.isFetchingNextPage}
            onPress={() => {
              void messages.fetchNextPage();
            }}
          >
            {t('loadEarlier')}
          </Button>
        )}
        {conversation.metadata.source !== 'dm' && <PostCard conversation={conversation} />}
        {messages.isPending && <p className={css('event')}>{t('loading')}</p>}
        {entries.map((entry, index) => {
          switch (entry.kind) {
            case 'day':
              return (
                <p key={`day${String(entry.at)}`} className={css('day')}>
                  {dayName(entry.at, locale, now)}
                </p>
              );
            case 'new':
              return (
                <p key="new" className={css('new')}>
                  {t('new')}
                </p>
              );
            case 'events':
              return (
                <Events
                  key={`events${String(entry.events[0]?.version ?? index)}`}
                  events={entry.events}
                />
              );
            case 'message':
              return (
                <MessageBubble
                  key={entry.message.id}
                  message={entry.message}
                  conversation={conversation}
                  senderName={nameOf(entry.message)}
                  isFirst={entry.isFirst}
                  isLast={entry.isLast}
                />
              );
          }
        })}
        <OutgoingBubbles conversation={conversation} messages={list} />
        {isCustomerTyping && (
          <p className={css('typing')}>
            {t('customerTyping', { name: conversation.customerName })}
          </p>
        )}
      </div>
      {isBehind && (
        <div className={css('jump')}>
          <Button size="s" icon="chevron" onPress={toEnd}>
            {t('toNewest')}
          </Button>
        </div>
      )}
      <p className="sr-only" aria-live="polite">
        {list.at(-1)?.direction === 'inbound'
          ? t('lastMessageSays', { words: list.at(-1)?.content ?? '' })
          : ''}
      </p>
    </div>
  );
}

/** Where the new began when it was opened: it stays there while one reads. */
function useNewFrom(conversation: Conversation, messages: readonly Message[]): string | undefined {
  const [from, setFrom] = useState<string>();
  const [isSet, setIsSet] = useState(false);
  if (!isSet && messages.length > 0) {
    setIsSet(true);
    const inbound = messages.filter(({ direction }) => direction === 'inbound');
    if (conversation.unread > 0 && conversation.unread < inbound.length)
      setFrom(inbound.at(-conversation.unread)?.id);
  }
  return from;
}

/** Keeps the newest in sight while it was; and what one reads in its place when earlier ones come. */
function useStickToEnd(newest: string | undefined, oldest: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const height = useRef(0);
  const [isBehind, setBehind] = useState(false);
  const toEnd = () => {
    const it = scroller.current;
    if (it) it.scrollTop = it.scrollHeight;
  };
  useLayoutEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [newest]);
  useLayoutEffect(() => {
    const it = scroller.current;
    if (it && !isAtEnd.current) it.scrollTop += it.scrollHeight - height.current;
    height.current = it?.scrollHeight ?? 0;
  }, [oldest]);
  useEffect(() => {
    const it = scroller.current;
    if (!it) return undefined;
    const look = () => {
      isAtEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < 60;
      setBehind(!isAtEnd.current);
      height.current = it.scrollHeight;
    };
    const grown = new ResizeObserver(() => {
      if (isAtEnd.current) toEnd();
    });
    it.addEventListener('scroll', look, { passive: true });
    grown.observe(it);
    for (const child of it.children) grown.observe(child);
    return () => {
      it.removeEventListener('scroll', look);
      grown.disconnect();
    };
  }, [newest]);
  return { scroller, isBehind, toEnd };
}

/** The last of them; the others when one asks. */
function Events({ events }: { events: readonly TimelineEntry[] }) {
  const t = useText();
  const locale = useLocale();
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? events : events.slice(-1);
  return (
    <div className={css('events')}>
      {events.length > 1 && (
        <button
          type="button"
          className={css('act')}
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {isOpen ? t('fewerEvents') : t('moreEvents', { count: events.length - 1 })}
        </button>
      )}
      {shown.map(({ version, text, at }) => (
        <p key={version} className={css('event')} title={fullTime(at, locale)}>
          {text} <span className="num">{timeOfDay(at, locale)}</span>
        </p>
      ))}
    </div>
  );
}

function PostCard({ conversation }: { conversation: Conversation }) {
  const t = useText();
  const locale = useLocale();
  const { data, isError, isPending } = useQuery(postQuery(conversation.id));
  if (isPending) return null;
  const url = data?.url ?? (conversation.metadata['postUrl'] as string | undefined);
  return (
    <div className={css('post')}>
      <span className={css('thumb')}>
        <Icon name={conversation.metadata.source === 'review' ? 'star' : 'image'} size={20} />
      </span>
      <div className="grow">
        <b className={css('post-text')} dir="auto">
          {isError
            ? t('postNotShown')
            : data.isGone
              ? t('postGone')
              : data.text || t(`about_${conversation.metadata.source as 'comment'}`)}
        </b>
        <span>{!isError && postFacts(data, locale, t)}</span>
      </div>
      {url !== undefined && /^https?:\/\//.test(url) && (
        <a href={url} target="_blank" rel="noreferrer noopener" aria-label={t('openPost')}>
          <Icon name="external" size={16} />
        </a>
      )}
    </div>
  );
}

function postFacts(post: Post, locale: string, t: ReturnType<typeof useText>): string {
  return [
    post.authorName,
    post.at && new Date(post.at).toLocaleDateString(locale, { day: 'numeric', month: 'short' }),
    post.comments.length > 0 && t('comments', { count: post.comments.length }),
    post.isStale && t('postStale'),
  ]
    .filter(Boolean)
    .join(', ');
}
