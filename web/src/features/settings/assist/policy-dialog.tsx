import { useState } from 'react';
import {
  answerHours,
  answerModes,
  mostAutomaticAnswers,
  type AnswerHours,
  type AnswerMode,
} from '../../../../../domain/assist/answer-policy.ts';
import { topics } from '../../../../../domain/assist/words/word-list.ts';
import { Select, Switch, TextField } from '../../../components/field.tsx';
import { ask, post } from '../../../lib/api.ts';
import { titles } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Account } from '../../../lib/types.ts';
import { Editor } from '../editor.tsx';
import { useSave } from '../use-save.ts';
import { answerPoliciesQuery, type AnswerPolicy } from './policy-queries.ts';

const counts = Array.from({ length: mostAutomaticAnswers }, (_, index) => String(index + 1));

/** For which account and topic it is stays as it was made. A new one begins carefully: a person approves each answer. */
export function AnswerPolicyDialog({
  accounts,
  policy,
  onClose,
}: {
  accounts: readonly Account[];
  policy?: AnswerPolicy;
  onClose: () => void;
}) {
  const t = useText();
  const [accountId, setAccount] = useState(policy?.accountId ?? accounts[0]?.id ?? '');
  const [topic, setTopic] = useState<string>(policy?.topic ?? topics[0]);
  const [mode, setMode] = useState<AnswerMode>(policy?.mode ?? 'draft_for_approval');
  const [hours, setHours] = useState<AnswerHours>(policy?.hours ?? 'always');
  const [percent, setPercent] = useState(String(Math.round((policy?.minConfidence ?? 0.7) * 100)));
  const [most, setMost] = useState(String(policy?.mostAnswers ?? 1));
  const [enabled, setEnabled] = useState(policy?.enabled ?? true);
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const body = {
        ...{ mode, hours, enabled },
        ...{ minConfidence: Number(percent) / 100, mostAnswers: Number(most) },
      };
      return policy
        ? ask('PATCH', `/answer-policies/${policy.id}`, { body, version: policy.version })
        : post('/answer-policies', { accountId, topic, ...body });
    },
    refreshes: [answerPoliciesQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={t(policy ? 'answerPolicy' : 'newAnswerPolicy')}
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={accountId !== ''}
      state={{ isPending, problem }}
    >
      {!policy && (
        <>
          <Select
            label={t('account')}
            value={accountId}
            choices={accounts.map(({ id, name, platform }) => ({
              id,
              label: `${name} (${titles[platform]})`,
            }))}
            onChange={setAccount}
            error={errorOf('accountId')}
          />
          <Select
            label={t('skill_topic')}
            value={topic}
            choices={topics.map((id) => ({ id, label: id.replaceAll('_', ' ') }))}
            onChange={setTopic}
            error={errorOf('topic')}
          />
        </>
      )}
      <Select
        label={t('answerMode')}
        value={mode}
        choices={answerModes.map((id) => ({ id, label: t(`answerMode_${id}`) }))}
        onChange={(id) => {
          setMode(id as AnswerMode);
        }}
        error={errorOf('mode')}
      />
      <Select
        label={t('answerHours')}
        value={hours}
        choices={answerHours.map((id) => ({ id, label: t(`answerHours_${id}`) }))}
        onChange={(id) => {
          setHours(id as AnswerHours);
        }}
        error={errorOf('hours')}
      />
      <TextField
        label={t('howSurePercent')}
        help={t('howSureHelp')}
        type="number"
        value={percent}
        onChange={setPercent}
        error={errorOf('minConfidence')}
      />
      {mode === 'send' && (
        <Select
          label={t('mostAnswers')}
          value={most}
          choices={counts.map((id) => ({ id, label: id }))}
          onChange={setMost}
          error={errorOf('mostAnswers')}
        />
      )}
      <Switch label={t('switchedOn')} isOn={enabled} onChange={setEnabled} />
    </Editor>
  );
}
