import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useMay, useSession } from '../../app/session.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { sayProblem } from '../../components/toasts.tsx';
import { ask, post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useAgents } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import { notesQuery } from './customer-queries.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

/** What colleagues should know of this person, whatever the conversation. */
export function CustomerNotes({ customerId }: { customerId: string }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const may = useMay();
  const { agent } = useSession();
  const agents = useAgents();
  const queries = useQueryClient();
  const [words, setWords] = useState('');
  const [isWriting, setWriting] = useState(false);
  const notes = useQuery(notesQuery(customerId)).data?.data ?? [];
  const settled = {
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: notesQuery(customerId).queryKey }),
  };
  const add = useMutation({
    mutationFn: (content: string) => post(`/customers/${customerId}/notes`, { content }),
    ...settled,
    onSuccess() {
      setWords('');
      setWriting(false);
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => ask('DELETE', `/customers/${customerId}/notes/${id}`),
    ...settled,
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (words.trim() !== '') add.mutate(words.trim());
  };
  return (
    <section className={css('card')}>
      <h3>
        {t('notes')}
        {may('conversations.work') && !isWriting && (
          <IconButton
            label={t('addCustomerNote')}
            icon="plus"
            size="s"
            onPress={() => {
              setWriting(true);
            }}
          />
        )}
      </h3>
      {notes.length === 0 && !isWriting && <p className="faint">{t('noNotes')}</p>}
      {isWriting && (
        <form onSubmit={submit} className={css('form')}>
          <TextField
            label={t('addCustomerNote')}
            value={words}
            onChange={setWords}
            isMultiline
            rows={3}
            autoFocus
          />
          <div className={css('buttons')}>
            <Button
              size="s"
              onPress={() => {
                setWriting(false);
              }}
            >
              {t('cancel')}
            </Button>
            <Button
              size="s"
              look="primary"
              type="submit"
              isDisabled={add.isPending || words.trim() === ''}
            >
              {t('save')}
            </Button>
          </div>
        </form>
      )}
      <ul>
        {notes.map(({ id, content, authorId, authorName, createdAt }) => (
          <li key={id} className={css('note')}>
            <p dir="auto">{content}</p>
            <small>
              {authorName ?? agents.find((it) => it.id === authorId)?.name ?? t('colleague')},{' '}
              {moment(createdAt, locale, now)}
              {(authorId === agent.id || may('agents.manage')) && (
                <IconButton
                  label={t('deleteNote')}
                  icon="trash"
                  size="s"
                  onPress={() => {
                    remove.mutate(id);
                  }}
                />
              )}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
