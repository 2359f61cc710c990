import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Switch, TextField } from '../../components/field.tsx';
import { say } from '../../components/toasts.tsx';
import { isProblem, post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { listingOf, type InboxSearch } from './filter.ts';
import { useListing, viewsQuery, type SavedView } from './views.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);
const colours = ['#c0272d', '#d97706', '#2a9d8f', '#3b5bdb', '#8a63d2', '#c13584', '#5b6575'];

/** What the list shows now, under a name. */
export function SaveView({
  view,
  search,
  onClose,
}: {
  view: string;
  search: InboxSearch;
  onClose: () => void;
}) {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { listing } = useListing(view);
  const [name, setName] = useState('');
  const [colour, setColour] = useState(colours[3] ?? '');
  const [isShared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      post<SavedView>('/views', { name, colour, isShared, ...pick(listingOf(listing, search)) }),
    async onSuccess(saved) {
      await queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: ['view-counts'] });
      say(t('viewSaved'));
      onClose();
      void navigate({ to: '/inbox/$view', params: { view: saved.id }, search: {} });
    },
  });
  const problem = isProblem(save.error) ? save.error : undefined;
  return (
    <Dialog
      title={t('saveAsView')}
      size="s"
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="primary"
            isDisabled={name.trim() === '' || save.isPending}
            onPress={() => {
              save.mutate();
            }}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        autoFocus
        isRequired
        error={problem?.message}
      />
      <fieldset className={css('colours')}>
        <legend>{t('colour')}</legend>
        {colours.map((it) => (
          <label key={it} style={{ background: it }}>
            <input
              type="radio"
              name="colour"
              checked={it === colour}
              aria-label={it}
              onChange={() => {
                setColour(it);
              }}
            />
          </label>
        ))}
      </fieldset>
      {may('views.share') && (
        <Switch label={t('shareWithAll')} isOn={isShared} onChange={setShared} />
      )}
    </Dialog>
  );
}

const pick = ({ filter, sort }: ReturnType<typeof listingOf>) => ({ filter, sort });
