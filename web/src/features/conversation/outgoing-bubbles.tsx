import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLiveStatus } from '../../app/live.ts';
import { useSession } from '../../app/session.ts';
import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation, Message } from '../../lib/types.ts';
import { giveBack } from '../composer/draft.ts';
import { Attachments } from './attachments.tsx';
import { notShownYet } from './not-shown-yet.ts';
import { flush, forget, useOutgoing } from './outbox.ts';
import styles from './thread.module.css';

const css = classesOf(styles);

/** What this page has sent and the desk has not answered yet: seen at once, and never mistaken for sent. */
export function OutgoingBubbles({
  conversation,
  messages,
}: {
  conversation: Conversation;
  messages: readonly Message[];
}) {
  const t = useText();
  const queries = useQueryClient();
  const status = useLiveStatus();
  const { agent } = useSession();
  const outgoing = notShownYet(useOutgoing(conversation.id), messages, agent.id);
  useEffect(() => {
    if (status === 'live') void flush(queries);
  }, [status, queries]);
  return outgoing.map(({ key, kind, body, attachments, state, why }) => (
    <article
      key={key}
      className={css('message', kind === 'note' ? 'note' : 'outbound', 'first', 'last')}
      data-status={state}
    >
      <div className={css('bubble', 'pending')}>
        <p className={css('text')} dir="auto">
          {body.content}
        </p>
        <Attachments attachments={attachments} />
      </div>
      <footer className={css('foot')}>
        {state === 'refused' ? (
          <span className={css('wrong')}>
            <Icon name="warning" size={13} /> {why}{' '}
            <button
              type="button"
              className={css('act')}
              onClick={() => {
                void giveBack(queries, conversation.id, { content: body.content, attachments });
                forget(key);
              }}
            >
              {t('editAgain')}
            </button>
          </span>
        ) : (
          <span>
            <Icon name="clock" size={12} />{' '}
            {t(
              state === 'sending'
                ? 'saving'
                : state === 'unknown'
                  ? 'outcomeUnknown'
                  : 'waitsForDesk',
            )}
          </span>
        )}
      </footer>
    </article>
  ));
}
