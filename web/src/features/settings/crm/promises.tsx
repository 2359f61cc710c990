/** What follows from what the CRM says of a customer: their tier's policy, their owner first. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CrmSettings } from '../../../../../domain/crm/settings.ts';
import { priorities, type Priority } from '../../../../../domain/sla.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { Select, Switch, TextField } from '../../../components/field.tsx';
import { ask, get } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { PolicyPicker } from '../pickers.tsx';
import { useSave } from '../use-save.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface Stored {
  crm: CrmSettings;
  version: number;
}

const settingsKey = ['settings', 'crm'];

export function Promises() {
  const { data } = useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => get<Stored>('/settings', {}, signal),
  });
  return data ? <Form key={data.version} stored={data} /> : null;
}

interface Row {
  tier: string;
  slaPolicyId: string;
  priority: string;
}

function Form({ stored: { crm, version } }: { stored: Stored }) {
  const t = useText();
  const [ownerFirst, setOwnerFirst] = useState(crm.ownerFirst);
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(crm.tiers).map(([tier, { slaPolicyId = '', priority = '' }]) => ({
      ...{ tier, slaPolicyId, priority },
    })),
  );
  const { save, isPending, problem } = useSave({
    run: () =>
      ask('PATCH', '/settings', { version, body: { crm: { ownerFirst, tiers: tiersOf(rows) } } }),
    refreshes: [['settings']],
    said: t('saved'),
  });
  const change = (at: number, to: Partial<Row>) => {
    setRows(rows.map((row, index) => (index === at ? { ...row, ...to } : row)));
  };
  return (
    <form
      className={css('form')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save(undefined);
      }}
    >
      <div className={css('card')}>
        <h3>{t('tiers')}</h3>
        <p className="faint">{t('tiersHelp')}</p>
        {rows.map((row, at) => (
          <div key={at} className={css('tier')} role="group" aria-label={row.tier || t('tier')}>
            <TextField
              label={t('tierName')}
              value={row.tier}
              onChange={(tier) => {
                change(at, { tier });
              }}
            />
            <PolicyPicker
              label={t('defaultPolicy')}
              value={row.slaPolicyId}
              onChange={(slaPolicyId) => {
                change(at, { slaPolicyId });
              }}
            />
            <Select
              label={t('priority')}
              value={row.priority}
              choices={[
                { id: '', label: t('none') },
                ...priorities.map((id) => ({ id, label: t(`priority_${id}`) })),
              ]}
              onChange={(priority) => {
                change(at, { priority });
              }}
            />
            <IconButton
              label={t('removeThis', { what: row.tier || t('tier') })}
              icon="trash"
              onPress={() => {
                setRows(rows.filter((_, index) => index !== at));
              }}
            />
          </div>
        ))}
        <div className={css('buttons')}>
          <Button
            size="s"
            icon="plus"
            onPress={() => {
              setRows([...rows, { tier: '', slaPolicyId: '', priority: '' }]);
            }}
          >
            {t('addTier')}
          </Button>
        </div>
        <Switch
          label={t('ownerFirst')}
          help={t('ownerFirstHelp')}
          isOn={ownerFirst}
          onChange={setOwnerFirst}
        />
      </div>
      {problem && (
        <p className={css('problem')} role="alert">
          {problem}
        </p>
      )}
      <div className={css('buttons')}>
        <Button look="primary" type="submit" isDisabled={isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

const tiersOf = (rows: readonly Row[]): CrmSettings['tiers'] =>
  Object.fromEntries(
    rows.flatMap(({ tier, slaPolicyId, priority }) =>
      tier.trim() === ''
        ? []
        : [
            [
              tier.trim(),
              {
                ...(slaPolicyId !== '' && { slaPolicyId }),
                ...(priority !== '' && { priority: priority as Priority }),
              },
            ],
          ],
    ),
  );
