/** How far a reply has come, and what can be done where it has not. */
import { useQueryClient } from '@tanstack/react-query';
import { Icon, type IconName } from '../../components/icon.tsx';
import { sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useLocale, useText, type TextKey } from '../../lib/text.ts';
import { fullTime, moment, span, timeOfDay, useNow } from '../../lib/time.ts';
import type { Message } from '../../lib/types.ts';
import { giveBack } from '../composer/draft.ts';
import { isUnknown } from './commands.ts';
import { putMessages } from './conversation-queries.ts';
import styles from './thread.module.css';

const css = classesOf(styles);

const ways: Record<'sent' | 'delivered' | 'read', { icon: IconName; key: TextKey }> = {
  sent: { icon: 'check', key: 'delivery_sent' },
  delivered: { icon: 'checks', key: 'delivery_delivered' },
  read: { icon: 'checks', key: 'delivery_read' },
};

export function DeliveryLine({ message, senderName }: { message: Message; senderName: string }) {
  const t = useText();
  const locale = useLocale();
  const { deliveryStatus: status, timestamp, platform, failure } = message;
  const act = useMessageCommands(message);
  const platformName = titles[platform];
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return (
        <span className={css(status === 'read' && 'seen')}>
          {senderName},{' '}
          <time dateTime={timestamp} title={fullTime(timestamp, locale)}>
            {timeOfDay(timestamp, locale)}
          </time>
          <Icon name={ways[status].icon} size={13} /> {t(ways[status].key)}
        </span>
      );
    case 'queued':
      return <Waiting message={message} senderName={senderName} act={act} />;
    case 'sending':
      return (
        <span>
          <Icon name="clock" size={12} /> {t('delivery_sending', { platform: platformName })}
        </span>
      );
    case 'held':
      return (
        <span className={css('doubt')}>
          <Icon name="pause" size={12} /> {failure?.message ?? t('delivery_held')}{' '}
          <Act label={t('sendNow')} run={act('send-again')} /> {t('or')}{' '}
          <Act label={t('discard')} run={act('cancel')} />
        </span>
      );
    case 'unknown':
      return (
        <span className={css('wrong')} role="status">
          <Icon name="warning" size={13} /> {t('delivery_unknown', { platform: platformName })}{' '}
          <Act label={t('checkAgain')} run={act('check')} /> {t('or')}{' '}
          <Act label={t('sendAgain')} run={act('send-again')} />
        </span>
      );
    case 'failed':
      return (
        <span className={css('wrong')} role="status">
          <Icon name="warning" size={13} /> {t('delivery_failed')} {failure?.message}{' '}
          <Act label={t('sendAgain')} run={act('send-again')} />
        </span>
      );
    case 'cancelled':
      return (
        <span>
          <Icon name="close" size={12} /> {t('delivery_cancelled')}
        </span>
      );
  }
}

/** Undo while it is durable but not sent; later ones show when; retried ones why. */
function Waiting({
  message,
  senderName,
  act,
}: {
  message: Message;
  senderName: string;
  act: (name: string) => () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(500);
  const { failure, retryAt } = message;
  const { sendAt } = message as Message & { sendAt?: string };
  const left = sendAt === undefined ? 0 : Date.parse(sendAt) - now;
  if (left > 90_000 && sendAt) {
    return (
      <span>
        <Icon name="clock" size={12} /> {t('sendsAt', { at: moment(sendAt, locale, now) })}{' '}
        <Act label={t('sendNow')} run={act('send-now')} /> {t('or')}{' '}
        <Act label={t('cancelIt')} run={act('cancel')} />
      </span>
    );
  }
  if (left > 0) {
    return (
      <span className={css('undo')}>
        {t('sendsIn', { left: span(left + 999, locale) })}{' '}
        <Act label={t('undo')} run={act('cancel')} />
      </span>
    );
  }
  return (
    <span className={css(failure && 'doubt')}>
      {senderName}, <Icon name="clock" size={12} />{' '}
      {failure ? `${failure.message} ` : t('delivery_queued')}
      {retryAt &&
        Date.parse(retryAt) > now &&
        t('nextTry', { left: span(Date.parse(retryAt) - now, locale) })}{' '}
      <Act label={t('cancelIt')} run={act('cancel')} />
    </span>
  );
}

function Act({ label, run }: { label: string; run: () => void }) {
  return (
    <button type="button" className={css('act')} onClick={run}>
      {label}
    </button>
  );
}

function useMessageCommands({
  id,
  conversationId,
  content,
}: Message): (name: string) => () => void {
  const queries = useQueryClient();
  return (name) => () => {
    post<Message>(`/messages/${id}/${name}`).then(
      (answer) => {
        if (isUnknown(answer)) return;
        putMessages(queries, conversationId, [answer]);
        // Its words are not lost: they stand in the composer again.
        if (name === 'cancel')
          return giveBack(queries, conversationId, answer.draft ?? { content });
      },
      (error: unknown) => {
        sayProblem(error);
        void queries.invalidateQueries({ queryKey: ['messages', conversationId] });
      },
    );
  };
}
