import { useState } from 'react';
import { priorities } from '../../../../../domain/sla.ts';
import { Button } from '../../../components/button.tsx';
import { Select, TextField } from '../../../components/field.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { titles, useAccounts } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Priority, Source } from '../../../lib/types.ts';
import { Editor } from '../editor.tsx';
import { PolicyPicker, TeamPicker } from '../pickers.tsx';
import { filledSkills, SkillsEditor } from '../skills-editor.tsx';
import { useSave } from '../use-save.ts';
import { WordsField } from '../words-field.tsx';
import { DryRunResult, useDryRun } from './dry-run.tsx';
import { draftOf, rulesQuery, type Rule, type RuleDraft } from './routing-queries.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);
const sources: readonly Source[] = ['dm', 'comment', 'mention', 'review'];

/** When a rule fits, and what it does then; tried on what came in lately before it holds. */
export function RuleDialog({
  rules,
  initial,
  onClose,
}: {
  rules: readonly Rule[];
  initial: RuleDraft;
  onClose: () => void;
}) {
  const t = useText();
  const accounts = useAccounts();
  const [draft, setDraft] = useState(initial);
  const set = (change: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...change });
  };
  const given = (): RuleDraft => ({
    ...draft,
    name: draft.name.trim(),
    skills: filledSkills(draft.skills),
  });
  const { id, ...fields } = draft;
  const dry = useDryRun();
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const { id: _id, ...body } = given();
      return id === undefined
        ? post('/routing-rules', { ...body, position: (rules.at(-1)?.position ?? 0) + 10 })
        : ask('PATCH', `/routing-rules/${id}`, { body });
    },
    refreshes: [rulesQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  const tryIt = () => {
    const others = rules.map(draftOf);
    const proposed =
      id === undefined ? [...others, given()] : others.map((it) => (it.id === id ? given() : it));
    dry.mutate(proposed);
  };
  return (
    <Editor
      title={id === undefined ? t('newRule') : initial.name}
      size="l"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={fields.name.trim() !== ''}
      state={{ isPending, problem }}
    >
      <TextField
        label={t('name')}
        value={fields.name}
        onChange={(name) => {
          set({ name });
        }}
        error={errorOf('name')}
        isRequired
        autoFocus={id === undefined}
      />
      <fieldset className={css('group')}>
        <legend>{t('ruleWhen')}</legend>
        <div className={css('pairs')}>
          <Select
            label={t('account')}
            value={fields.accountId ?? ''}
            choices={[
              { id: '', label: t('any') },
              ...accounts.map((it) => ({
                id: it.id,
                label: `${it.name} (${titles[it.platform]})`,
              })),
            ]}
            onChange={(accountId) => {
              set({ accountId: accountId || null });
            }}
            error={errorOf('accountId')}
          />
          <Select
            label={t('filter_source')}
            value={fields.source ?? ''}
            choices={[
              { id: '', label: t('any') },
              ...sources.map((it) => ({ id: it, label: t(`source_${it}`) })),
            ]}
            onChange={(source) => {
              set({ source: source === '' ? null : (source as Source) });
            }}
            error={errorOf('source')}
          />
          <TextField
            label={t('customersLanguage')}
            value={fields.language ?? ''}
            placeholder={t('any')}
            help={t('languageHelp')}
            onChange={(language) => {
              set({ language: language.trim() || null });
            }}
            error={errorOf('language')}
          />
          <WordsField
            label={t('allTheseTags')}
            values={fields.tags}
            onChange={(tags) => {
              set({ tags });
            }}
            error={errorOf('tags')}
          />
        </div>
      </fieldset>
      <fieldset className={css('group')}>
        <legend>{t('ruleThen')}</legend>
        <div className={css('pairs')}>
          <TeamPicker
            label={t('team')}
            value={fields.teamId ?? ''}
            none={t('asTheAccount')}
            onChange={(teamId) => {
              set({ teamId: teamId || null });
            }}
            error={errorOf('teamId')}
          />
          <PolicyPicker
            label={t('defaultPolicy')}
            value={fields.slaPolicyId ?? ''}
            none={t('asTheAccount')}
            onChange={(slaPolicyId) => {
              set({ slaPolicyId: slaPolicyId || null });
            }}
            error={errorOf('slaPolicyId')}
          />
          <Select
            label={t('priority')}
            value={fields.priority ?? ''}
            choices={[
              { id: '', label: t('asItComes') },
              ...priorities.map((it) => ({ id: it, label: t(`priority_${it}`) })),
            ]}
            onChange={(priority) => {
              set({ priority: priority === '' ? null : (priority as Priority) });
            }}
            error={errorOf('priority')}
          />
        </div>
        <SkillsEditor
          label={t('neededSkills')}
          skills={fields.skills}
          onChange={(skills) => {
            set({ skills });
          }}
          errorOf={errorOf}
        />
      </fieldset>
      <div>
        <Button icon="eye" isDisabled={dry.isPending || fields.name.trim() === ''} onPress={tryIt}>
          {t('tryOnLastDays')}
        </Button>
      </div>
      <DryRunResult run={dry} />
    </Editor>
  );
}
