import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Settings } from '../../../../../domain/settings.ts';
import { sessionQuery } from '../../../app/session.ts';
import { Button } from '../../../components/button.tsx';
import { Select, Switch, TextField } from '../../../components/field.tsx';
import { Failure, Skeleton } from '../../../components/states.tsx';
import { ask, get } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { titles } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { PlatformName } from '../../../lib/types.ts';
import { ChoiceBoxes } from '../choice-boxes.tsx';
import { CopyField } from '../copy-field.tsx';
import { Section } from '../section.tsx';
import { ConfigurationEditor } from '../sla/configuration-editor.tsx';
import { useSave } from '../use-save.ts';
import { AssistFields } from './assist-fields.tsx';
import { strategies } from './strategies.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

type Stored = Settings & { webhookEndpoint: string; version: number };

const settingsQuery = queryOptions({
  queryKey: ['settings', 'all'],
  queryFn: ({ signal }) => get<Stored>('/settings', {}, signal),
});

/** What holds for the whole desk. */
export function WorkspaceSection() {
  const t = useText();
  const { data, error, refetch } = useQuery(settingsQuery);
  return (
    <Section title={t('workspace')} intro={t('workspaceIntro')}>
      {data ? (
        <WorkspaceForm key={data.version} settings={data} />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton rows={4} height={60} />
      )}
    </Section>
  );
}

function WorkspaceForm({ settings }: { settings: Stored }) {
  const t = useText();
  const [draft, setDraft] = useState(settings);
  const set = (change: Partial<Stored>) => {
    setDraft({ ...draft, ...change });
  };
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const { webhookEndpoint: _fixed, version, ...body } = draft;
      return ask('PATCH', '/settings', { body, version });
    },
    refreshes: [['settings'], sessionQuery.queryKey],
    said: t('saved'),
  });
  return (
    <form
      className={css('form')}
      onSubmit={(event) => {
        event.preventDefault();
        save(undefined);
      }}
      noValidate
    >
      <div className={css('card')}>
        <h3>{t('general')}</h3>
        <TextField
          label={t('name')}
          value={draft.workspaceName}
          onChange={(workspaceName) => {
            set({ workspaceName });
          }}
          error={errorOf('workspaceName')}
        />
        <ChoiceBoxes
          label={t('platformsTaken')}
          choices={(Object.keys(titles) as PlatformName[]).map((id) => ({ id, label: titles[id] }))}
          values={draft.platforms as PlatformName[]}
          onChange={(platforms) => {
            set({ platforms });
          }}
          error={errorOf('platforms')}
        />
        <CopyField
          label={t('webhookAddress')}
          value={settings.webhookEndpoint}
          help={t('endpointHelp')}
        />
        <Switch
          label={t('aiAssist')}
          help={t('aiAssistHelp')}
          isOn={draft.aiAssistEnabled}
          onChange={(aiAssistEnabled) => {
            set({ aiAssistEnabled });
          }}
        />
        {draft.aiAssistEnabled && (
          <AssistFields
            assist={draft.assist}
            onChange={(assist) => {
              set({ assist });
            }}
            errorOf={(field) => errorOf(`assist.${field}`)}
          />
        )}
      </div>
      <div className={css('card')}>
        <h3>{t('howWorkGoes')}</h3>
        <div className={css('pairs')}>
          <Select
            label={t('strategyWithoutTeam')}
            value={draft.routingStrategy}
            choices={strategies.map((id) => ({ id, label: t(`strategy_${id}`) }))}
            onChange={(id) => {
              set({ routingStrategy: id as Settings['routingStrategy'] });
            }}
            error={errorOf('routingStrategy')}
          />
          <Select
            label={t('teamVisibility')}
            value={draft.teamVisibility}
            choices={[
              { id: 'all', label: t('seeAll') },
              { id: 'own_team', label: t('seeOwnTeam') },
            ]}
            onChange={(id) => {
              set({ teamVisibility: id as Settings['teamVisibility'] });
            }}
            error={errorOf('teamVisibility')}
          />
          <OptionalNumber
            label={t('reopenWindow')}
            help={t('reopenWindowHelp')}
            value={draft.reopenWindowHours}
            onChange={(reopenWindowHours) => {
              set({ reopenWindowHours: reopenWindowHours as number });
            }}
            error={errorOf('reopenWindowHours')}
          />
          <OptionalNumber
            label={t('holdAfter')}
            help={t('holdAfterHelp')}
            value={draft.replyHoldAfterMinutes}
            onChange={(replyHoldAfterMinutes) => {
              set({ replyHoldAfterMinutes: replyHoldAfterMinutes as number });
            }}
            error={errorOf('replyHoldAfterMinutes')}
          />
        </div>
      </div>
      <div className={css('card')}>
        <h3>{t('slaDefaults')}</h3>
        <p className="faint">{t('slaDefaultsHelp')}</p>
        <ConfigurationEditor
          config={draft.slaDefaults}
          onChange={(slaDefaults) => {
            set({ slaDefaults });
          }}
          errorOf={(field) => errorOf(`slaDefaults.${field}`)}
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

/** Empty: as the processes are configured. */
function OptionalNumber({
  value,
  onChange,
  ...props
}: {
  label: string;
  help: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  error: string | undefined;
}) {
  const t = useText();
  return (
    <TextField
      {...props}
      type="number"
      value={value === undefined ? '' : String(value)}
      placeholder={t('asConfigured')}
      onChange={(words) => {
        onChange(words === '' ? undefined : Number(words));
      }}
    />
  );
}
