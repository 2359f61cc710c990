import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay, useSession } from '../../../app/session.ts';
import { Chip } from '../../../components/chip.tsx';
import { ColourField, firstColour } from '../../../components/colour-field.tsx';
import { Switch, TextField } from '../../../components/field.tsx';
import { ask } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useAgents } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import { viewsQuery, type SavedView } from '../../inbox/views.ts';
import { ConfirmDelete } from '../confirm.tsx';
import { Editor } from '../editor.tsx';
import { RowTools } from '../row-tools.tsx';
import { Listed, Section, Table } from '../section.tsx';
import { useOpened } from '../use-opened.ts';
import { useRemove } from '../use-remove.ts';
import { useSave } from '../use-save.ts';
import { useFilterWords } from './filter-words.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** The lists that were saved: one's own, and those that everybody sees. */
export function ViewsSection() {
  const t = useText();
  const may = useMay();
  const { agent } = useSession();
  const agents = useAgents();
  const words = useFilterWords();
  const views = useQuery({ ...viewsQuery, select: ({ saved }) => saved });
  const remove = useRemove('/views', viewsQuery.queryKey);
  const opened = useOpened(views.data);
  const { edited, deleted } = opened;
  const isMine = ({ ownerId, isShared }: SavedView) =>
    isShared ? may('views.share') : ownerId === agent.id;
  return (
    <Section title={t('savedViews')} intro={t('viewsIntro')}>
      <Listed query={views} icon="filter" empty={t('noViews')} hint={t('noViewsHint')}>
        {(rows) => (
          <Table label={t('savedViews')} heads={[t('name'), t('shows'), t('seenBy'), '']}>
            {rows.map((view) => (
              <tr key={view.id}>
                <td>
                  <span className={css('tag')}>
                    <i style={{ background: view.colour || 'var(--line-strong)' }} />
                    <Link to="/inbox/$view" params={{ view: view.id }} search={{}}>
                      <bdi>{view.name}</bdi>
                    </Link>
                  </span>
                </td>
                <td>{words(view.filter)}</td>
                <td>
                  {view.isShared ? (
                    <Chip tone="accent" icon="people">
                      {t('everybody')}
                    </Chip>
                  ) : (
                    t('onlyYou')
                  )}
                  {view.ownerId !== undefined && view.ownerId !== agent.id && (
                    <small className={css('below')}>
                      {t('madeBy', {
                        name: agents.find(({ id }) => id === view.ownerId)?.name ?? t('someone'),
                      })}
                    </small>
                  )}
                </td>
                <td className={css('end')}>
                  {isMine(view) && (
                    <RowTools
                      name={view.name}
                      onEdit={() => {
                        opened.edit(view.id);
                      }}
                      onDelete={() => {
                        opened.remove(view.id);
                      }}
                    />
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      {edited && <ViewDialog key={edited.version} view={edited} onClose={opened.close} />}
      {deleted && (
        <ConfirmDelete
          name={deleted.name}
          words={t(deleted.isShared ? 'deleteSharedViewWords' : 'deleteViewWords')}
          onConfirm={() => {
            remove(deleted.id);
          }}
          onClose={opened.close}
        />
      )}
    </Section>
  );
}

function ViewDialog({ view, onClose }: { view: SavedView; onClose: () => void }) {
  const t = useText();
  const may = useMay();
  const [name, setName] = useState(view.name);
  const [colour, setColour] = useState<string>(view.colour || firstColour);
  const [isShared, setShared] = useState(view.isShared);
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      ask('PATCH', `/views/${view.id}`, {
        body: { name: name.trim(), colour, ...(may('views.share') ? { isShared } : {}) },
        version: view.version,
      }),
    refreshes: [viewsQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={view.name}
      size="s"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={name.trim() !== ''}
      state={{ isPending, problem }}
    >
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        error={errorOf('name')}
        isRequired
        autoFocus
      />
      <ColourField label={t('colour')} value={colour} onChange={setColour} />
      {may('views.share') && (
        <Switch label={t('shareWithAll')} isOn={isShared} onChange={setShared} />
      )}
    </Editor>
  );
}
