import type { AssistSettings } from '../../../../../domain/assist/settings.ts';
import { Select, Switch, TextField } from '../../../components/field.tsx';
import { useLocale, useText } from '../../../lib/text.ts';
import { languageChoices } from '../../knowledge/languages.ts';
import { WordsField } from '../words-field.tsx';
import { AssistBudgetFields } from './assist-budget-fields.tsx';

const handlings = ['automatic', 'proposal', 'off'] as const;

const labels = { tags: 'assistTags', priority: 'assistPriority', skills: 'assistSkills' } as const;

/** What the assistant does by itself. When it may answer is a list of its own (../assist/answers-section.tsx). */
export function AssistFields({
  assist,
  onChange,
  errorOf,
}: {
  assist: AssistSettings;
  onChange: (assist: AssistSettings) => void;
  /** By a field's name within them. */
  errorOf: (field: string) => string | undefined;
}) {
  const t = useText();
  const locale = useLocale();
  const choices = handlings.map((id) => ({ id, label: t(`handling_${id}`) }));
  return (
    <>
      {(['tags', 'priority', 'skills'] as const).map((what) => (
        <Select
          key={what}
          label={t(labels[what])}
          value={assist[what]}
          choices={choices}
          onChange={(id) => {
            onChange({ ...assist, [what]: id as AssistSettings['tags'] });
          }}
          error={errorOf(what)}
        />
      ))}
      <TextField
        label={t('assistVoice')}
        help={t('assistVoiceHelp')}
        value={assist.voice}
        onChange={(voice) => {
          onChange({ ...assist, voice });
        }}
        error={errorOf('voice')}
        isMultiline
        rows={2}
      />
      <Select
        label={t('teamLanguage')}
        value={assist.teamLanguage}
        choices={languageChoices(locale, assist.teamLanguage)}
        onChange={(teamLanguage) => {
          onChange({ ...assist, teamLanguage });
        }}
        error={errorOf('teamLanguage')}
      />
      <WordsField
        label={t('assistHosts')}
        values={assist.allowedHosts}
        onChange={(allowedHosts) => {
          onChange({ ...assist, allowedHosts });
        }}
        error={assist.allowedHosts
          .map((host, at) => [host, errorOf(`allowedHosts[${String(at)}]`)] as const)
          .filter(([, problem]) => problem !== undefined)
          .map(([host, problem = '']) => `${host}: ${problem}`)
          .at(0)}
      />
      <AssistBudgetFields
        budget={assist.budget}
        onChange={(budget) => {
          onChange({ ...assist, budget });
        }}
        errorOf={(field) => errorOf(`budget.${field}`)}
      />
      <Switch
        label={t('assistSuggestions')}
        isOn={assist.suggestions}
        onChange={(suggestions) => {
          onChange({ ...assist, suggestions });
        }}
      />
    </>
  );
}
