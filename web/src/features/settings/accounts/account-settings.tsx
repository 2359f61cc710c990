import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Switch, TextField } from '../../../components/field.tsx';
import { ask } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { usePlatform } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Account } from '../../../lib/types.ts';
import { ChoiceBoxes } from '../choice-boxes.tsx';
import { PolicyPicker, TeamPicker } from '../pickers.tsx';
import { filledSkills, SkillsEditor } from '../skills-editor.tsx';
import { useSave } from '../use-save.ts';
import { accountKeys } from './account-queries.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);
const all = ['messages', 'comments', 'reviews'] as const;

/** What an account is for: what of it is taken in, and who gets it where no rule says otherwise. */
export function AccountSettings({ account }: { account: Account }) {
  const t = useText();
  const platform = usePlatform(account.platform);
  const [name, setName] = useState(account.name);
  const [features, setFeatures] = useState(account.features);
  const [teamId, setTeam] = useState(account.teamId ?? '');
  const [slaPolicyId, setPolicy] = useState(account.slaPolicyId ?? '');
  const [skills, setSkills] = useState(account.skills);
  const [markAsRead, setMarkAsRead] = useState(account.markAsRead);
  const [assistEnabled, setAssist] = useState(account.assistEnabled);
  const [humanAgentApproved, setHuman] = useState(account.humanAgentApproved);
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      ask<Account>('PATCH', `/accounts/${account.id}`, {
        version: account.version,
        body: {
          ...{ name, features, markAsRead, humanAgentApproved, assistEnabled },
          teamId: teamId || null,
          slaPolicyId: slaPolicyId || null,
          skills: filledSkills(skills),
        },
      }),
    refreshes: accountKeys,
    said: t('saved'),
  });
  const has = { messages: 'dm', comments: 'comment', reviews: 'review' } as const;
  const offered = all.filter(
    (feature) =>
      platform?.sources.includes(has[feature]) ||
      (feature === 'comments' && platform?.sources.includes('mention')),
  );
  return (
    <section className={css('part')}>
      <h3>{t('whatItIsFor')}</h3>
      <div className={css('pairs')}>
        <TextField label={t('name')} value={name} onChange={setName} error={errorOf('name')} />
        <ChoiceBoxes
          label={t('takenIn')}
          choices={offered.map((id) => ({ id, label: t(`feature_${id}`) }))}
          values={features}
          onChange={setFeatures}
          error={errorOf('features')}
        />
        <TeamPicker
          label={t('defaultTeam')}
          value={teamId}
          onChange={setTeam}
          none={t('noTeam')}
          error={errorOf('teamId')}
        />
        <PolicyPicker
          label={t('defaultPolicy')}
          value={slaPolicyId}
          onChange={setPolicy}
          none={t('policyOfTeam')}
          error={errorOf('slaPolicyId')}
        />
      </div>
      <SkillsEditor
        label={t('neededSkills')}
        skills={skills}
        onChange={setSkills}
        errorOf={errorOf}
      />
      <Switch
        label={t('aiAssist')}
        help={t('assistOfAccountHelp')}
        isOn={assistEnabled}
        onChange={setAssist}
      />
      {platform?.markAsRead && (
        <Switch
          label={t('markAsRead')}
          help={t('markAsReadHelp')}
          isOn={markAsRead}
          onChange={setMarkAsRead}
        />
      )}
      {platform?.humanAgentDays !== undefined && (
        <Switch
          label={t('humanAgent')}
          help={t('humanAgentHelp')}
          isOn={humanAgentApproved}
          onChange={setHuman}
        />
      )}
      {problem && (
        <p className={css('problem')} role="alert">
          {problem}
        </p>
      )}
      <div className={css('buttons')}>
        <Button
          isDisabled={isPending || name.trim() === ''}
          onPress={() => {
            save(undefined);
          }}
        >
          {t('save')}
        </Button>
      </div>
    </section>
  );
}
