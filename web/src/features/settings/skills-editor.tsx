import { Button, IconButton } from '../../components/button.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Agent } from '../../lib/types.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

export type Skill = Agent['skills'][number];
const kinds = ['language', 'platform', 'topic'] as const;
const levels = ['', '1', '2', '3', '4', '5'] as const;

/** What somebody can, or must be able to: a language, a platform, a topic, and how well. */
export function SkillsEditor({
  label,
  skills,
  onChange,
  errorOf = () => undefined,
}: {
  label: string;
  skills: readonly Skill[];
  onChange: (skills: Skill[]) => void;
  errorOf?: (field: string) => string | undefined;
}) {
  const t = useText();
  const put = (at: number, skill: Skill) => {
    onChange(skills.map((it, index) => (index === at ? skill : it)));
  };
  return (
    <fieldset className={css('group')}>
      <legend>{label}</legend>
      {skills.map((skill, at) => (
        <div key={at} className={css('skill')}>
          <Select
            label={t('kindOfSkill')}
            isLabelHidden
            value={skill.kind}
            choices={kinds.map((id) => ({ id, label: t(`skill_${id}`) }))}
            onChange={(kind) => {
              put(at, { ...skill, kind: kind as Skill['kind'] });
            }}
          />
          <TextField
            label={t('skillValue')}
            isLabelHidden
            value={skill.value}
            placeholder={t(`skillExample_${skill.kind}`)}
            error={errorOf(`skills[${String(at)}].value`)}
            onChange={(value) => {
              put(at, { ...skill, value });
            }}
          />
          <Select
            label={t('level')}
            isLabelHidden
            value={skill.level === undefined ? '' : String(skill.level)}
            choices={levels.map((id) => ({
              id,
              label: id === '' ? t('anyLevel') : t('levelIs', { level: id }),
            }))}
            onChange={(level) => {
              const { level: _level, ...rest } = skill;
              put(at, level === '' ? rest : { ...rest, level: Number(level) });
            }}
          />
          <IconButton
            label={t('removeThis', { what: skill.value || t(`skill_${skill.kind}`) })}
            icon="trash"
            onPress={() => {
              onChange(skills.filter((_, index) => index !== at));
            }}
          />
        </div>
      ))}
      <div>
        <Button
          size="s"
          icon="plus"
          onPress={() => {
            onChange([...skills, { kind: 'language', value: '' }]);
          }}
        >
          {t('addSkill')}
        </Button>
      </div>
    </fieldset>
  );
}

/** As short as it reads: "en 5, refunds". */
export const skillWords = (skills: readonly Skill[]): string =>
  skills
    .map(({ value, level }) => (level === undefined ? value : `${value} ${String(level)}`))
    .join(', ');

/** Empty rows are no skills. */
export const filledSkills = (skills: readonly Skill[]): Skill[] =>
  skills.filter(({ value }) => value.trim() !== '');
