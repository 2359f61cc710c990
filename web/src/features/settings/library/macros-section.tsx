import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { allOf, useTeams } from '../../../lib/desk.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { macrosQuery } from '../../conversation/macro-menu.tsx';
import { Confirm } from '../confirm.tsx';
import { RowTools } from '../row-tools.tsx';
import { Listed, Section, Table } from '../section.tsx';
import { useRemove } from '../use-remove.ts';
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
  const teams = useTeams();
  const [open, setOpen] = useState<{ is: 'new' } | { is: 'edit' | 'delete'; id: string }>();
  const remove = useRemove('/macros', macrosQuery.queryKey);
  const shown = open && 'id' in open ? macros.data?.find(({ id }) => id === open.id) : undefined;
  const close = () => {
    setOpen(undefined);
  };
  return (
    <Section
      title={t('macros')}
      intro={t('macrosIntro')}
      action={
        <Button
          look="primary"
          icon="plus"
          onPress={() => {
            setOpen({ is: 'new' });
          }}
        >
          {t('newMacro')}
        </Button>
      }
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
                <td>
                  {teams.find((it) => it.id === teamId)?.name ?? (
                    <span className="faint">{t('allTeams')}</span>
                  )}
                </td>
                <td className={css('end')}>
                  <RowTools
                    name={name}
                    onEdit={() => {
                      setOpen({ is: 'edit', id });
                    }}
                    onDelete={() => {
                      setOpen({ is: 'delete', id });
                    }}
                  />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      {open?.is === 'new' && <MacroDialog refreshes={macrosQuery.queryKey} onClose={close} />}
      {open?.is === 'edit' && shown && (
        <MacroDialog
          key={shown.version}
          macro={shown}
          refreshes={macrosQuery.queryKey}
          onClose={close}
        />
      )}
      {open?.is === 'delete' && shown && (
        <Confirm
          title={t('deleteWhat', { what: shown.name })}
          words={t('deleteMacroWords')}
          action={t('delete')}
          onConfirm={() => {
            remove(shown.id);
          }}
          onClose={close}
        />
      )}
    </Section>
  );
}
