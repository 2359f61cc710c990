import type { MacroStep } from '../../../../../api/schemas/macro.ts';
import { priorities } from '../../../../../domain/sla.ts';
import { Select, TextField } from '../../../components/field.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useAssignable } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import { TeamPicker } from '../pickers.tsx';
import { WordsField } from '../words-field.tsx';
import { TemplateField } from './template-field.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** What a macro can do, each as it begins. */
export const freshSteps: readonly MacroStep[] = [
  { type: 'reply', content: '' },
  { type: 'note', content: '' },
  { type: 'tags', add: [], remove: [] },
  { type: 'priority', priority: 'high' },
  { type: 'assign', agentId: 'me' },
  { type: 'transfer', teamId: '' },
  { type: 'snooze', hours: 24 },
  { type: 'pending' },
  { type: 'resolve' },
];

const reasons = ['no_reply_needed', 'spam', 'duplicate'] as const;

/** What there is to say about a step. */
export function MacroStepFields({
  step,
  onChange,
  errorOf,
}: {
  step: MacroStep;
  onChange: (step: MacroStep) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const t = useText();
  switch (step.type) {
    case 'reply':
    case 'note':
      return (
        <TemplateField
          label={t(step.type === 'reply' ? 'replyText' : 'noteText')}
          value={step.content}
          rows={3}
          error={errorOf('content')}
          onChange={(content) => {
            onChange({ ...step, content });
          }}
        />
      );
    case 'tags':
      return (
        <div className={css('pairs')}>
          <WordsField
            label={t('addTags')}
            values={step.add}
            error={errorOf('add')}
            onChange={(add) => {
              onChange({ ...step, add });
            }}
          />
          <WordsField
            label={t('removeTags')}
            values={step.remove}
            error={errorOf('remove')}
            onChange={(remove) => {
              onChange({ ...step, remove });
            }}
          />
        </div>
      );
    case 'priority':
      return (
        <Select
          label={t('priority')}
          isLabelHidden
          value={step.priority}
          choices={priorities.map((id) => ({ id, label: t(`priority_${id}`) }))}
          onChange={(priority) => {
            onChange({ ...step, priority: priority as (typeof priorities)[number] });
          }}
        />
      );
    case 'assign':
      return (
        <Assignee
          value={step.agentId}
          error={errorOf('agentId')}
          onChange={(agentId) => {
            onChange({ ...step, agentId });
          }}
        />
      );
    case 'transfer':
      return (
        <TeamPicker
          label={t('team')}
          value={step.teamId}
          none={t('chooseOne')}
          error={errorOf('teamId')}
          onChange={(teamId) => {
            onChange({ ...step, teamId });
          }}
        />
      );
    case 'snooze':
      return (
        <TextField
          label={t('hours')}
          type="number"
          value={step.hours === undefined ? '' : String(step.hours)}
          help={t('snoozeStepHelp')}
          error={errorOf('hours')}
          onChange={(hours) => {
            onChange({ type: 'snooze', ...(hours === '' ? {} : { hours: Number(hours) }) });
          }}
        />
      );
    case 'resolve':
      return (
        <Select
          label={t('reasonIfUnanswered')}
          value={step.reason ?? ''}
          choices={[
            { id: '', label: t('none') },
            ...reasons.map((id) => ({ id, label: t(`reason_${id}`) })),
          ]}
          onChange={(reason) => {
            onChange({
              type: 'resolve',
              ...(reason === '' ? {} : { reason: reason as (typeof reasons)[number] }),
            });
          }}
        />
      );
    case 'pending':
      return null;
  }
}

function Assignee({
  value,
  onChange,
  error,
}: {
  value: string | null;
  onChange: (agentId: string | null) => void;
  error: string | undefined;
}) {
  const t = useText();
  const agents = useAssignable();
  return (
    <Select
      label={t('agents')}
      isLabelHidden
      value={value ?? ''}
      error={error}
      choices={[
        { id: 'me', label: t('whoeverRunsIt') },
        { id: '', label: t('backToQueue') },
        ...agents.map(({ id, name }) => ({ id, label: name })),
      ]}
      onChange={(id) => {
        onChange(id === '' ? null : id);
      }}
    />
  );
}
