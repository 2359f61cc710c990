import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  Button as AriaButton,
  Dialog,
  DialogTrigger,
  Heading,
  Popover,
} from 'react-aria-components';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty } from '../../components/states.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import { noticesQuery, sectionOf, titleOf, type Notice } from './notifications.ts';
import styles from '../../app/shell.module.css';

const css = classesOf(styles);

/** The bell: what one should know of, the newest first; opening one goes there. */
export function NoticesButton() {
  const t = useText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const notices = useQuery(noticesQuery).data?.data ?? [];
  const unread = notices.filter(({ readAt }) => readAt === undefined).length;
  const read = useMutation({
    mutationFn: (id: string | undefined) =>
      post(id === undefined ? '/notifications/read' : `/notifications/${id}/read`),
    onSettled: () => queries.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  });
  const open = (notice: Notice) => {
    const { id, conversationId, readAt } = notice;
    const section = sectionOf(notice);
    setOpen(false);
    if (readAt === undefined) read.mutate(id);
    if (conversationId) {
      void navigate({
        to: '/inbox/$view/$conversationId',
        params: { view: 'mine', conversationId },
        search: {},
      });
    } else if (section !== undefined) {
      void navigate({ to: '/settings/$section', params: { section } });
    }
  };
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton className={css('item')} aria-label={t('noticesUnread', { count: unread })}>
        <Icon name="bell" />
        {unread > 0 && <span className={css('count')} data-count={unread > 9 ? '9+' : unread} />}
      </AriaButton>
      <Popover placement="end bottom" className={css('notices')}>
        <Dialog aria-label={t('notifications')}>
          <header>
            <Heading slot="title" level={2}>
              {t('notifications')}
            </Heading>
            {unread > 0 && (
              <Button
                size="s"
                look="quiet"
                onPress={() => {
                  read.mutate(undefined);
                }}
              >
                {t('markAllRead')}
              </Button>
            )}
          </header>
          {notices.length === 0 ? (
            <Empty icon="bell" title={t('noNotices')} />
          ) : (
            <NoticeList notices={notices} open={open} />
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function NoticeList({
  notices,
  open,
}: {
  notices: readonly Notice[];
  open: (notice: Notice) => void;
}) {
  const locale = useLocale();
  const now = useNow(60_000);
  return (
    <ul>
      {notices.map((notice) => (
        <li key={notice.id}>
          <button
            type="button"
            className={css('notice', notice.readAt === undefined && 'fresh')}
            onClick={() => {
              open(notice);
            }}
          >
            <i />
            <span>{titleOf(notice)}</span>
            <time dateTime={notice.createdAt}>{moment(notice.createdAt, locale, now)}</time>
          </button>
        </li>
      ))}
    </ul>
  );
}
