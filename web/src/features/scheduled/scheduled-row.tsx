import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, useSession } from '../../app/session.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { WhenDialog } from '../../components/when-dialog.tsx';
import { classesOf } from '../../lib/classes.ts';
import { customerName } from '../../lib/customer-name.ts';
import { titles } from '../../lib/desk.ts';
import { useLocale, useText, type Text } from '../../lib/text.ts';
import { ahead, fullTime, moment, timeOfDay } from '../../lib/time.ts';
import type { Scheduled } from '../../lib/types.ts';
import { timeOf } from './groups.ts';
import { useScheduledCommands } from './scheduled-commands.ts';
import styles from './scheduled.module.css';

const css = classesOf(styles);

/** Who gets it, what it says, when it goes or why it does not; and what can be done about it. */
export function ScheduledRow({ entry, now }: { entry: Scheduled; now: number }) {
  const t = useText();
  const may = useMay();
  const { message, conversation } = entry;
  const { run, isPending } = useScheduledCommands(entry);
  const name = customerName({ name: conversation.customerName }, t);
  return (
    <li className={css('row')} aria-busy={isPending} data-message={message.id}>
      <Link
        to="/inbox/$view/$conversationId"
        params={{ view: 'all', conversationId: conversation.id }}
        search={{}}
        className={css('open')}
      >
        <Avatar name={name} id={conversation.customerId} platform={conversation.platform} />
        <span className={css('said')}>
          <span className={css('first')}>
            <bdi className={css('name')}>{name}</bdi>
            <span className="sr-only">{titles[conversation.platform]}</span>
            {conversation.source !== 'dm' && (
              <Chip tone="warn" icon="globe">
                {t(`source_${conversation.source}`)}, {t('PUBLIC')}
              </Chip>
            )}
            <Author entry={entry} />
          </span>
          <span className={css('words')} dir="auto">
            {wordsOf(entry, t)}
          </span>
        </span>
        <When entry={entry} now={now} />
      </Link>
      {may('conversations.work') && (
        <Acts entry={entry} name={name} isPending={isPending} run={run} />
      )}
    </li>
  );
}

function Author({ entry: { message, authorName } }: { entry: Scheduled }) {
  const t = useText();
  const { agent } = useSession();
  const name =
    message.senderId === agent.id ? t('byYou') : t('madeBy', { name: authorName ?? t('someone') });
  return <span className={css('by')}>{name}</span>;
}

function When({ entry, now }: { entry: Scheduled; now: number }) {
  const t = useText();
  const locale = useLocale();
  const at = timeOf(entry);
  const { deliveryStatus, failure } = entry.message;
  if (deliveryStatus === 'held') {
    return (
      <span className={css('held')}>
        <span>
          <Icon name="pause" size={13} />{' '}
          {heldWords(failure?.code, t) ?? failure?.message ?? t('held')}
        </span>{' '}
        <small>{t('wasFor', { at: moment(at, locale, now) })}</small>
      </span>
    );
  }
  return (
    <time
      className={css('when')}
      dateTime={new Date(at).toISOString()}
      title={fullTime(at, locale)}
    >
      <b>{timeOfDay(at, locale)}</b>{' '}
      <small>{at > now ? ahead(at - now, locale) : t('goingOut')}</small>
    </time>
  );
}

function Acts({
  entry,
  name,
  isPending,
  run,
}: {
  entry: Scheduled;
  name: string;
  isPending: boolean;
  run: ReturnType<typeof useScheduledCommands>['run'];
}) {
  const t = useText();
  const { agent } = useSession();
  const [isChoosing, setChoosing] = useState(false);
  const isHeld = entry.message.deliveryStatus === 'held';
  // Another's words with a new time would be one's own.
  const isMine = entry.message.senderId === agent.id;
  const label = (words: string) => t('actFor', { what: words, name });
  const button = (words: string, icon: 'send' | 'clock' | 'close', onPress: () => void) => (
    <Button
      size="s"
      look="quiet"
      icon={icon}
      isDisabled={isPending}
      aria-label={label(words)}
      onPress={onPress}
    >
      {words}
    </Button>
  );
  return (
    <div className={css('acts')}>
      {button(t('goNow'), 'send', () => {
        run({ type: 'go' });
      })}
      {isMine &&
        button(t('changeTime'), 'clock', () => {
          setChoosing(true);
        })}
      {button(t(isHeld ? 'discardIt' : 'cancelIt'), 'close', () => {
        run({ type: 'cancel' });
      })}
      {isChoosing && (
        <WhenDialog
          title={t('changeTime')}
          action={t('schedule')}
          words={t('sendLaterWords')}
          onPick={(to) => {
            setChoosing(false);
            run({ type: 'move', to });
          }}
          onClose={() => {
            setChoosing(false);
          }}
        />
      )}
    </div>
  );
}

function wordsOf({ message: { content, attachments, metadata } }: Scheduled, t: Text): string {
  const files = attachments.map(({ name, kind }) => name ?? t(`kind_${kind}`)).join(', ');
  const part = metadata['part'] as { count?: number } | undefined;
  // The list has the first part of a long one.
  const words = part?.count !== undefined && part.count > 1 ? `${content} …` : content;
  return [words, files].filter((it) => it !== '').join(' · ');
}

const heldFor = [
  'waited_too_long',
  'customer_wrote',
  'other_reply',
  'resolved',
  'earlier_part',
] as const;

function heldWords(code: string | undefined, t: Text): string | undefined {
  const reason = heldFor.find((it) => code === `held_${it}`);
  return reason && t(`held_${reason}`);
}
