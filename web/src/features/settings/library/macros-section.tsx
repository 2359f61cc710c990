import { queryOptions, useQuery } from '@tanstack/react-query';
import { allOf } from '../../../lib/desk.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { macrosQuery } from '../../conversation/macro-menu.tsx';
import { ConfirmDelete } from '../confirm.tsx';
import { RowTools } from '../row-tools.tsx';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { useOpened } from '../use-opened.ts';
import { useRemove } from '../use-remove.ts';
import { TeamCell } from '../team-cell.tsx';
import { MacroDialog, type EditableMacro } from './macro-dialog.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

const allQuery = queryOptions({
  queryKey: [...macrosQuery.queryKey, 'all'],
  queryFn: ({ signal }) => allOf<EditableMacro>('/macros', signal),
});

/** Several things done by one press. */
export function MacrosSection() {
  const t = useText();
  const macros = useQuery(allQuery);
  const remove = useRemove('/macros', macrosQuery.queryKey);
  const opened = useOpened(macros.data);
  const { edited, deleted } = opened;
  return (
    <Section
      title={t('macros')}
      intro={t('macrosIntro')}
      action={<NewButton label={t('newMacro')} onPress={opened.create} />}
    >
      <Listed query={macros} icon="bolt" empty={t('noMacros')} hint={t('noMacrosHint')}>
        {(rows) => (
          <Table label={t('macros')} heads={[t('name'), t('steps'), t('team'), '']}>
            {rows.map(({ id, name, steps, teamId }) => (
              <tr key={id}>
                <td>
                  <b className={css('strong')}>{name}</b>
                </td>
                <td>{steps.map(({ type }) => t(`step_${type}`)).join(' → ')}</td>
                <TeamCell teamId={teamId} none={t('allTeams')} />
                <td className={css('end')}>
                  <RowTools
                    name={name}
                    onEdit={() => {
                      opened.edit(id);
                    }}
                    onDelete={() => {
                      opened.remove(id);
                    }}
                  />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      {opened.isNew && <MacroDialog refreshes={macrosQuery.queryKey} onClose={opened.close} />}
      {edited && (
        <MacroDialog
          key={edited.version}
          macro={edited}
          refreshes={macrosQuery.queryKey}
          onClose={opened.close}
        />
      )}
      {deleted && (
        <ConfirmDelete
          name={deleted.name}
          words={t('deleteMacroWords')}
          onConfirm={() => {
            remove(deleted.id);
          }}
          onClose={opened.close}
        />
      )}
    </Section>
  );
}
