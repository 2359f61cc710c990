import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import type { MacroStep } from '../../../../../api/schemas/macro.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { Menu } from '../../../components/menu.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { Editor } from '../editor.tsx';
import { TeamPicker } from '../pickers.tsx';
import { useSave } from '../use-save.ts';
import { freshSteps, MacroStepFields } from './macro-step.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

export interface EditableMacro {
  id: string;
  name: string;
  teamId?: string;
  steps: MacroStep[];
  version: number;
}

/** A step and a key of its own, so that what is typed stays with it when it is moved. */
interface Row {
  key: number;
  step: MacroStep;
}

let lastKey = 0;
const rowOf = (step: MacroStep): Row => {
  lastKey += 1;
  return { key: lastKey, step };
};

export function MacroDialog({
  macro,
  refreshes,
  onClose,
}: {
  macro?: EditableMacro;
  refreshes: QueryKey;
  onClose: () => void;
}) {
  const t = useText();
  const [name, setName] = useState(macro?.name ?? '');
  const [teamId, setTeam] = useState(macro?.teamId ?? '');
  const [rows, setRows] = useState(() => (macro?.steps ?? []).map(rowOf));
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const body = {
        name: name.trim(),
        teamId: teamId || null,
        steps: rows.map(({ step }) => step),
      };
      return macro
        ? ask('PATCH', `/macros/${macro.id}`, { body, version: macro.version })
        : post('/macros', body);
    },
    refreshes: [refreshes],
    said: t('saved'),
    onSaved: onClose,
  });
  const move = (at: number, by: 1 | -1) => {
    const row = rows[at];
    if (row) setRows(rows.toSpliced(at, 1).toSpliced(at + by, 0, row));
  };
  return (
    <Editor
      title={macro?.name ?? t('newMacro')}
      size="l"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={name.trim() !== '' && rows.length > 0}
      state={{ isPending, problem }}
    >
      <div className={css('pairs')}>
        <TextField
          label={t('name')}
          value={name}
          onChange={setName}
          error={errorOf('name')}
          isRequired
          autoFocus={macro === undefined}
        />
        <TeamPicker
          label={t('team')}
          value={teamId}
          onChange={setTeam}
          none={t('allTeams')}
          error={errorOf('teamId')}
        />
      </div>
      <ol className={css('steps')} aria-label={t('steps')}>
        {rows.map(({ key, step }, at) => {
          const label = t(`step_${step.type}`);
          return (
            <li key={key}>
              <div className={css('stepHead')}>
                <span className="num faint">{at + 1}</span>
                <b className="grow">{label}</b>
                <IconButton
                  label={t('moveUp', { what: label })}
                  icon="up"
                  size="s"
                  isDisabled={at === 0}
                  onPress={() => {
                    move(at, -1);
                  }}
                />
                <IconButton
                  label={t('moveDown', { what: label })}
                  icon="chevron"
                  size="s"
                  isDisabled={at === rows.length - 1}
                  onPress={() => {
                    move(at, 1);
                  }}
                />
                <IconButton
                  label={t('removeThis', { what: label })}
                  icon="trash"
                  size="s"
                  onPress={() => {
                    setRows(rows.toSpliced(at, 1));
                  }}
                />
              </div>
              <MacroStepFields
                step={step}
                onChange={(changed) => {
                  setRows(rows.with(at, { key, step: changed }));
                }}
                errorOf={(field) => errorOf(`steps[${String(at)}].${field}`)}
              />
            </li>
          );
        })}
      </ol>
      <div>
        <Menu
          label={t('addStep')}
          placement="bottom start"
          groups={[
            {
              entries: freshSteps.map((step) => ({
                id: step.type,
                label: t(`step_${step.type}`),
                run: () => {
                  setRows([...rows, rowOf(step)]);
                },
              })),
            },
          ]}
          trigger={<Button icon="plus">{t('addStep')}</Button>}
        />
      </div>
    </Editor>
  );
}
