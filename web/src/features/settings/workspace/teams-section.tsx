import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Select, TextField } from '../../../components/field.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { teamsQuery, useAgents, type Team } from '../../../lib/desk.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { span } from '../../../lib/time.ts';
import { Editor } from '../editor.tsx';
import { PolicyPicker } from '../pickers.tsx';
import { policiesQuery } from '../policy-queries.ts';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { useOpened } from '../use-opened.ts';
import { useSave } from '../use-save.ts';
import { strategies } from './strategies.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** Who works together, and how work is given out among them. */
export function TeamsSection() {
  const t = useText();
  const locale = useLocale();
  const teams = useQuery(teamsQuery);
  const agents = useAgents();
  const policies = useQuery(policiesQuery).data ?? [];
  const opened = useOpened(teams.data);
  const { edited } = opened;
  return (
    <Section
      title={t('teams')}
      intro={t('teamsIntro')}
      action={<NewButton label={t('newTeam')} onPress={opened.create} />}
    >
      <Listed query={teams} icon="people" empty={t('noTeams')} hint={t('noTeamsHint')}>
        {(rows) => (
          <Table
            label={t('teams')}
            heads={[t('name'), t('people'), t('strategy'), t('defaultPolicy'), t('relaxAfter'), '']}
          >
            {rows.map((team) => (
              <tr key={team.id}>
                <td>
                  <b className={css('strong')}>{team.name}</b>
                </td>
                <td className="num">
                  {agents.filter((it) => it.active && it.teamId === team.id).length}
                </td>
                <td>{t(`strategy_${team.routingStrategy}` as 'strategy_round-robin')}</td>
                <td>
                  {policies.find(({ id }) => id === team.slaPolicyId)?.name ?? (
                    <span className="faint">{t('workspaces')}</span>
                  )}
                </td>
                <td className="num">{span(team.relaxAfterSeconds * 1000, locale)}</td>
                <td className={css('end')}>
                  <Button
                    size="s"
                    aria-label={t('editThis', { what: team.name })}
                    onPress={() => {
                      opened.edit(team.id);
                    }}
                  >
                    {t('edit')}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      {opened.isNew && <TeamDialog onClose={opened.close} />}
      {edited && <TeamDialog key={edited.id} team={edited} onClose={opened.close} />}
    </Section>
  );
}

function TeamDialog({ team, onClose }: { team?: Team; onClose: () => void }) {
  const t = useText();
  const [name, setName] = useState(team?.name ?? '');
  const [routingStrategy, setStrategy] = useState(team?.routingStrategy ?? 'skill-based');
  const [slaPolicyId, setPolicy] = useState(team?.slaPolicyId ?? '');
  const [seconds, setSeconds] = useState(team === undefined ? '' : String(team.relaxAfterSeconds));
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const body = {
        ...{ name: name.trim(), routingStrategy },
        slaPolicyId: slaPolicyId || null,
        ...(seconds === '' ? {} : { relaxAfterSeconds: Number(seconds) }),
      };
      return team ? ask('PATCH', `/teams/${team.id}`, { body }) : post('/teams', body);
    },
    refreshes: [teamsQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={team?.name ?? t('newTeam')}
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
      <Select
        label={t('strategy')}
        value={routingStrategy}
        choices={strategies.map((id) => ({ id, label: t(`strategy_${id}`) }))}
        onChange={setStrategy}
        error={errorOf('routingStrategy')}
      />
      <PolicyPicker
        label={t('defaultPolicy')}
        value={slaPolicyId}
        onChange={setPolicy}
        none={t('workspaces')}
        error={errorOf('slaPolicyId')}
      />
      <TextField
        label={t('relaxAfterSeconds')}
        type="number"
        value={seconds}
        onChange={setSeconds}
        help={t('relaxHelp')}
        error={errorOf('relaxAfterSeconds')}
      />
    </Editor>
  );
}
