import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { ColourField, firstColour } from '../../components/colour-field.tsx';
import { Dialog, DialogFoot } from '../../components/dialog.tsx';
import { Switch, TextField } from '../../components/field.tsx';
import { say } from '../../components/toasts.tsx';
import { isProblem, post } from '../../lib/api.ts';
import { useText } from '../../lib/text.ts';
import { listingOf, type InboxSearch } from './filter.ts';
import { useListing, viewsQuery, type SavedView } from './views.ts';

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
  const [colour, setColour] = useState<string>(firstColour);
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
        <DialogFoot
          action={t('save')}
          isDisabled={name.trim() === '' || save.isPending}
          onAction={() => {
            save.mutate();
          }}
          onCancel={onClose}
        />
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
      <ColourField label={t('colour')} value={colour} onChange={setColour} />
      {may('views.share') && (
        <Switch label={t('shareWithAll')} isOn={isShared} onChange={setShared} />
      )}
    </Dialog>
  );
}

const pick = ({ filter, sort }: ReturnType<typeof listingOf>) => ({ filter, sort });
