/** Where one answers. A reply and a note can't be mistaken: colour, label and button differ. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useMay } from '../../app/session.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { isProblem } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { titles, useAgents, usePlatform } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { threadName } from '../../lib/thread-name.ts';
import { useNow } from '../../lib/time.ts';
import type { Conversation, Message } from '../../lib/types.ts';
import { messagesQuery, putMessages } from '../conversation/conversation-queries.ts';
import { newestOf } from '../conversation/newest.ts';
import { meanwhile } from '../conversation/meanwhile.ts';
import { send } from '../conversation/outbox.ts';
import { tellTyping, type Present } from '../conversation/presence.ts';
import { useActions, type Action } from '../palette/actions.ts';
import { assistQuery } from '../assist/assist-queries.ts';
import { useWriting } from '../assist/use-writing.ts';
import { WritingTools } from '../assist/writing-tools.tsx';
import { noteBegun, noteDraft, takeBegun, takeDraft } from '../assist/written-from.ts';
import { Uploads, useUploads } from './uploads.tsx';
import { clearDraft, useDraft } from './draft.ts';
import type { Kind } from './draft-store.ts';
import { countAhead, countOf, threadOf, windowOf, type Count, type Window } from './limits.ts';
import { LaterDialog } from './later-dialog.tsx';
import { usePublicQuestion } from './public-question.tsx';
import { useKnowledge } from './use-knowledge.tsx';
import { WindowChip } from './window-chip.tsx';
import { SuggestList } from './suggest-list.tsx';
import { useSuggestions } from './use-suggestions.ts';
import styles from './composer.module.css';

const css = classesOf(styles);
const undoSeconds = 10;

interface Wishes {
  sendAt?: string;
  andWait?: boolean;
  /** Whatever came while it was written. */
  isAll?: boolean;
}

interface Props {
  conversation: Conversation;
  others: readonly Present[];
}

export function Composer({ conversation, others }: Props) {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const pages = useInfiniteQuery(messagesQuery(conversation.id)).data?.pages;
  const messages = useMemo(() => pages?.flatMap(({ data }) => data) ?? [], [pages]);
  const [kind, setKind] = useState<Kind>('reply');
  const [chosen, setChosen] = useState<string>();
  const thread = threadOf(conversation, messages, chosen);
  const platform = usePlatform(thread?.platform ?? conversation.platform);
  const threadSource = thread?.source ?? conversation.metadata.source;
  const [draft, changeDraft] = useDraft(conversation.id, kind);
  const [news, setNews] = useState<Message[]>([]);
  const [isLater, setLater] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const { content, files } = draft;
  const uploads = useUploads(changeDraft);
  const { askFirst, question } = usePublicQuestion();
  const isOpenToAll = threadSource !== 'dm' && kind === 'reply';
  const source = kind === 'private' ? 'dm' : threadSource;
  const count = useCount(platform, kind, source, content);
  const suggestions = useSuggestions({
    content,
    kind,
    conversation,
    area,
    onChange: (next) => {
      changeDraft({ content: next });
    },
  });
  const { data: assist } = useQuery({
    ...assistQuery(conversation.id),
    enabled: may('conversations.work'),
  });
  const writing = useWriting(conversation.id, content, (next) => {
    changeDraft({ content: next });
  });
  const knowledge = useKnowledge({
    ...{ conversation, messages, content, area },
    onChange: (next) => {
      changeDraft({ content: next });
    },
  });
  /** What had come when one began to write. */
  const [seen, setSeen] = useState<string>();
  const newest = newestOf(messages);
  const seenNow = content === '' ? undefined : (seen ?? newest);
  if (seenNow !== seen) setSeen(seenNow);

  const now = useNow(30_000);
  const open: Window =
    platform && kind === 'reply'
      ? windowOf(
          platform,
          source,
          messages.filter((it) => !thread || it.threadId === thread.threadId),
          now,
        )
      : { state: 'none' };
  const isClosed = conversation.status === 'closed';
  const isEmpty = content.trim() === '' && files.length === 0;
  const canPrivately = threadSource === 'comment' && platform?.privateReplyDays !== undefined;

  const submit = (more: Wishes = {}) => {
    if (isEmpty || uploads.isBusy || writing.isWriting) return;
    const go = () => void deliver(more);
    if (!isOpenToAll) {
      go();
      return;
    }
    const { accountId, platform: name } = thread ?? conversation;
    askFirst({ accountId, platform: name, content }, go);
  };

  const deliver = async (more: Wishes) => {
    const key = crypto.randomUUID();
    const { isAll, ...wishes } = more;
    const suggestionId = kind === 'reply' ? takeBegun(conversation.id, content) : undefined;
    const draftId = kind === 'reply' ? takeDraft(conversation.id, assist?.draft?.id) : undefined;
    const body =
      kind === 'note'
        ? { content, mentions: suggestions.mentions() }
        : kind === 'private'
          ? { content }
          : {
              content,
              ...(conversation.threads.length > 1 && thread ? { threadId: thread.threadId } : {}),
              ...(files.length > 0 ? { attachments: files.map(({ fileId }) => ({ fileId })) } : {}),
              ...(seen !== undefined && !isAll ? { lastSeenMessageId: seen } : {}),
              ...(suggestionId === undefined ? {} : { suggestionId }),
              ...(draftId === undefined ? {} : { draftId }),
              ...(wishes.sendAt === undefined ? { undoSeconds } : {}),
              ...wishes,
            };
    const path = kind === 'note' ? 'notes' : kind === 'private' ? 'private-reply' : 'messages';
    const before = { content, files };
    clearDraft(queries, conversation.id, kind);
    tellTyping(conversation.id, null);
    setNews([]);
    area.current?.focus();
    try {
      await send(queries, {
        key,
        conversationId: conversation.id,
        kind,
        path,
        body,
        attachments: files.map((it) => ({
          ...it,
          status: 'stored' as const,
          url: `/api/v1/files/${it.fileId}`,
        })),
      });
      if (wishes.sendAt !== undefined) say(t('scheduledNow'));
      if (kind === 'private') say(t('movedToPrivate'));
    } catch (error) {
      // Nothing typed is lost.
      changeDraft(before);
      if (suggestionId !== undefined) noteBegun(conversation.id, suggestionId, content);
      if (draftId !== undefined) noteDraft(conversation.id, draftId);
      if (isProblem(error, 'stale_reply')) {
        const fresh = (error.members['newMessages'] ?? []) as Message[];
        putMessages(queries, conversation.id, fresh);
        setNews(fresh);
      } else sayProblem(error);
    }
  };

  const actions = useMemo<Action[]>(() => {
    if (!may('conversations.work') || isClosed) return [];
    const group = t('conversation');
    const write = (next: Kind) => () => {
      setKind(next);
      // At once: what is typed next is for it, whenever the next frame is drawn.
      area.current?.focus();
    };
    return [
      {
        id: 'reply',
        label: t(threadSource === 'dm' ? 'reply' : 'publicReply'),
        group,
        icon: 'reply',
        keys: 'r',
        run: write('reply'),
      },
      { id: 'note', label: t('note'), group, icon: 'note', keys: 'n', run: write('note') },
    ];
    // Of the conversation only what it is about matters here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [t, isClosed, threadSource]);
  useActions(actions);

  if (!may('conversations.work')) return <p className={css('closed')}>{t('mayOnlyRead')}</p>;
  if (isClosed) return <p className={css('closed')}>{t('closedWords')}</p>;

  const hear = (event: KeyboardEvent) => {
    if (suggestions.hear(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape') area.current?.blur();
  };
  const sendLabel =
    kind === 'note'
      ? t('addNote')
      : kind === 'private'
        ? t('replyPrivately')
        : isOpenToAll
          ? t('replyInPublic')
          : t('send');
  return (
    <section
      className={css('composer', kind === 'note' && 'as-note', isOpenToAll && 'in-public')}
      aria-label={t('composer')}
    >
      <div className={css('tabs')} role="tablist" aria-label={t('whatToWrite')}>
        <Tab
          isOn={kind === 'reply'}
          label={t(threadSource === 'dm' ? 'reply' : 'publicReply')}
          onPick={() => {
            setKind('reply');
          }}
        />
        {canPrivately && (
          <Tab
            isOn={kind === 'private'}
            label={t('privateReply')}
            onPick={() => {
              setKind('private');
            }}
          />
        )}
        <Tab
          isOn={kind === 'note'}
          label={t('note')}
          icon="lock"
          onPick={() => {
            setKind('note');
          }}
        />
        <span className="grow" />
        <Others others={others} />
      </div>
      {news.length > 0 && (
        <News
          messages={news}
          onSee={() => {
            setSeen(newest);
            setNews([]);
            area.current?.focus();
          }}
          onSend={() => {
            submit({ isAll: true });
          }}
        />
      )}
      {open.state === 'closed' && platform && (
        <p className={css('shut')}>
          <Icon name="lock" size={14} /> {t('windowClosedWords', { platform: platform.title })}
        </p>
      )}
      <div
        className={css('box')}
        onDragOver={(event) => {
          event.preventDefault();
        }}
        onDrop={(event) => {
          event.preventDefault();
          if (kind === 'reply') uploads.add(event.dataTransfer.files);
        }}
      >
        {suggestions.items.length > 0 && (
          <SuggestList
            id={listId}
            label={t('suggestions')}
            items={suggestions.items}
            active={suggestions.active}
            onPick={suggestions.pick}
          />
        )}
        <textarea
          ref={area}
          id="composer-text"
          value={content}
          dir="auto"
          rows={2}
          readOnly={writing.isWriting}
          aria-busy={writing.isWriting}
          aria-label={
            kind === 'note' ? t('noteText') : isOpenToAll ? t('publicReplyText') : t('replyText')
          }
          placeholder={
            kind === 'note'
              ? t('notePlaceholder')
              : t('replyPlaceholder', {
                  platform: titles[thread?.platform ?? conversation.platform],
                })
          }
          aria-autocomplete="list"
          aria-controls={suggestions.items.length > 0 ? listId : undefined}
          aria-activedescendant={
            suggestions.items.length > 0 ? `${listId}-${String(suggestions.active)}` : undefined
          }
          onChange={(event) => {
            changeDraft({ content: event.target.value });
            suggestions.see(event.target.selectionStart);
            if (event.target.value !== '')
              tellTyping(conversation.id, kind === 'note' ? 'note' : 'reply');
          }}
          onSelect={(event) => {
            suggestions.see(event.currentTarget.selectionStart);
          }}
          onKeyDown={hear}
          onPaste={(event) => {
            if (kind === 'reply' && event.clipboardData.files.length > 0) {
              event.preventDefault();
              uploads.add(event.clipboardData.files);
            }
          }}
          onBlur={() => {
            tellTyping(conversation.id, null);
          }}
        />
        <Uploads files={files} pending={uploads.pending} onRemove={uploads.remove} />
        <div className={css('tools')}>
          {kind === 'reply' && platform?.attachments[source] && (
            <IconButton label={t('attach')} icon="attach" onPress={uploads.choose} />
          )}
          <IconButton
            label={t('cannedReplies')}
            icon="bolt"
            onPress={() => {
              const next = content === '' || /\s$/.test(content) ? `${content}/` : `${content} /`;
              changeDraft({ content: next });
              suggestions.see(next.length);
              area.current?.focus();
            }}
          />
          {assist?.model !== undefined && kind !== 'note' && (
            <WritingTools
              writing={writing}
              isEmpty={content.trim() === ''}
              language={assist.triage?.language}
            />
          )}
          {knowledge.button}
          {kind === 'reply' && conversation.threads.length > 1 && thread && (
            <Menu
              label={t('answerOn')}
              placement="top start"
              groups={[
                {
                  title: t('answerOn'),
                  entries: conversation.threads.map((it) => ({
                    id: it.threadId,
                    label: threadName(it, t),
                    isOn: it.threadId === thread.threadId,
                    run: () => {
                      setChosen(it.threadId);
                    },
                  })),
                },
              ]}
              trigger={
                <Button size="s" icon="merge">
                  {threadName(thread, t)}
                </Button>
              }
            />
          )}
          {isOpenToAll && (
            <Chip tone="warn" icon="globe">
              {t('PUBLIC')}
            </Chip>
          )}
          {kind === 'note' && (
            <Chip tone="note" icon="lock">
              {t('onlyTheTeam')}
            </Chip>
          )}
          {kind === 'reply' && platform && <WindowChip platform={platform} window={open} />}
          <span className="grow" />
          {count && kind !== 'note' && <Counter count={count} />}
          <span className={css('split')}>
            <Button
              look={kind === 'note' ? 'note' : 'primary'}
              shortcut="Ctrl ↵"
              isDisabled={isEmpty || uploads.isBusy || writing.isWriting}
              onPress={() => {
                submit();
              }}
            >
              {sendLabel}
            </Button>
            {kind === 'reply' && (
              <Menu
                label={t('otherWaysToSend')}
                placement="top end"
                groups={[
                  {
                    entries: [
                      {
                        id: 'wait',
                        label: t('sendAndWait'),
                        icon: 'pause',
                        isDisabled: isEmpty,
                        run: () => {
                          submit({ andWait: true });
                        },
                      },
                      {
                        id: 'later',
                        label: t('sendLater'),
                        icon: 'clock',
                        isDisabled: isEmpty,
                        run: () => {
                          setLater(true);
                        },
                      },
                    ],
                  },
                ]}
                trigger={
                  <AriaButton className={css('drop')} aria-label={t('otherWaysToSend')}>
                    <Icon name="chevron" size={14} />
                  </AriaButton>
                }
              />
            )}
          </span>
        </div>
      </div>
      {question}
      {knowledge.dialog}
      {isLater && (
        <LaterDialog
          onClose={() => {
            setLater(false);
          }}
          onSend={(at) => {
            setLater(false);
            submit({ sendAt: at.toISOString() });
          }}
        />
      )}
    </section>
  );
}

function Tab({
  isOn,
  label,
  icon,
  onPick,
}: {
  isOn: boolean;
  label: string;
  icon?: 'lock';
  onPick: () => void;
}) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={isOn}
      className={css('tab', isOn && 'on')}
      onClick={onPick}
    >
      {icon && <Icon name={icon} size={13} />}
      {label}
    </button>
  );
}

function Others({ others }: { others: readonly Present[] }) {
  const t = useText();
  const writing = others.find(({ state }) => state !== 'viewing');
  const viewing = others.filter(({ state }) => state === 'viewing');
  if (writing) {
    return (
      <span className={css('writing')} role="status">
        <i /> {t(writing.state === 'noting' ? 'isNoting' : 'isReplying', { name: writing.name })}
      </span>
    );
  }
  if (viewing.length === 0) return null;
  return (
    <span className={css('viewing')}>
      {t('areViewing', { names: viewing.map(({ name }) => name).join(', ') })}
    </span>
  );
}

/** Somebody was faster: what they said is above; the send stopped, and the words are still there. */
function News({
  messages,
  onSee,
  onSend,
}: {
  messages: readonly Message[];
  onSee: () => void;
  onSend: () => void;
}) {
  const t = useText();
  const may = useMay();
  const agents = useAgents();
  const last = messages.at(-1);
  return (
    <div className={css('news')} role="alert">
      <Icon name="warning" size={16} />
      <span className="grow">
        {meanwhile(t, agents, last)} <q className="ellipsis">{last?.content}</q>
      </span>
      <Button size="s" onPress={onSee}>
        {t('keepEditing')}
      </Button>
      {(may('replies.force') || last?.direction === 'inbound') && (
        <Button size="s" onPress={onSend}>
          {t('sendAnyway')}
        </Button>
      )}
    </div>
  );
}

function useCount(
  platform: ReturnType<typeof usePlatform>,
  kind: Kind,
  source: Conversation['metadata']['source'],
  content: string,
): Count | undefined {
  const [count, setCount] = useState<Count>();
  useEffect(countAhead, []);
  useEffect(() => {
    if (!platform || kind === 'note') return undefined;
    let isCurrent = true;
    countOf(platform, source, content).then(
      (next) => {
        if (isCurrent) setCount(next);
      },
      // The line is gone: better none than an old one.
      () => {
        if (isCurrent) setCount(undefined);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [platform, kind, source, content]);
  return count;
}

function Counter({ count: { length, max, parts } }: { count: Count }) {
  const t = useText();
  const locale = useLocale();
  const isOver = length > max;
  return (
    <span className={css('counter', isOver && 'over')} role={isOver ? 'status' : undefined}>
      {t('countOf', { length: length.toLocaleString(locale), max: max.toLocaleString(locale) })}
      {parts > 1 && `, ${t('inParts', { count: parts })}`}
    </span>
  );
}
