import { Select, Switch, TextField } from '../../../components/field.tsx';
import { useText } from '../../../lib/text.ts';
import { WordsField } from '../words-field.tsx';
import type { AssistSettings } from '../../../../../domain/assist/settings.ts';

const handlings = ['automatic', 'proposal', 'off'] as const;

const labels = { tags: 'assistTags', priority: 'assistPriority', skills: 'assistSkills' } as const;

/** What the assistant does by itself. That it answers nobody is no setting. */
export function AssistFields({
  assist,
  onChange,
}: {
  assist: AssistSettings;
  onChange: (assist: AssistSettings) => void;
}) {
  const t = useText();
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
        />
      ))}
      <TextField
        label={t('assistVoice')}
        help={t('assistVoiceHelp')}
        value={assist.voice}
        onChange={(voice) => {
          onChange({ ...assist, voice });
        }}
        isMultiline
        rows={2}
      />
      <WordsField
        label={t('assistHosts')}
        values={assist.allowedHosts}
        onChange={(allowedHosts) => {
          onChange({ ...assist, allowedHosts });
        }}
      />
      {(['tokensPerConversation', 'tokensPerDay'] as const).map((what) => (
        <TextField
          key={what}
          type="number"
          label={t(`assist_${what}`)}
          value={String(assist.budget[what])}
          onChange={(words) => {
            onChange({ ...assist, budget: { ...assist.budget, [what]: Number(words) } });
          }}
        />
      ))}
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
