import type { BusinessHours } from '../../../../../domain/business-hours.ts';
import { priorities, type SlaBudgets, type SlaConfiguration } from '../../../../../domain/sla.ts';
import { Switch } from '../../../components/field.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { CalendarEditor } from './calendar-editor.tsx';
import { DurationField } from './duration-field.tsx';
import { PolicyPreview } from './policy-preview.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

type ErrorOf = (field: string) => string | undefined;

const officeDay = [{ start: '09:00', end: '17:00' }];
const officeHours = (): BusinessHours => ({
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  schedule: {
    monday: officeDay,
    tuesday: officeDay,
    wednesday: officeDay,
    thursday: officeDay,
    friday: officeDay,
  },
  holidays: [],
});

/** How long each answer may take, when the clock runs, and what that means for a message that comes now. */
export function ConfigurationEditor({
  config,
  onChange,
  errorOf,
}: {
  config: SlaConfiguration;
  onChange: (config: SlaConfiguration) => void;
  errorOf: ErrorOf;
}) {
  const t = useText();
  const { byPriority = {} } = config;
  return (
    <>
      <div className={css('triples')}>
        <Budgets
          budgets={config}
          onChange={(budgets) => {
            onChange({ ...config, ...budgets });
          }}
          errorOf={errorOf}
        />
      </div>
      <PolicyPreview config={config} />
      <details className={css('more')} open={Object.keys(byPriority).length > 0}>
        <summary>{t('otherTimes')}</summary>
        {priorities.toReversed().map((priority) => (
          <fieldset key={priority} className={css('group')}>
            <legend>{t('priorityIs', { priority: t(`priority_${priority}`) })}</legend>
            <div className={css('triples')}>
              <Budgets
                budgets={byPriority[priority] ?? {}}
                onChange={(budgets) => {
                  onChange({ ...config, byPriority: withBudgets(byPriority, priority, budgets) });
                }}
                errorOf={(field) => errorOf(`byPriority.${priority}.${field}`)}
                placeholder={t('asAbove')}
              />
            </div>
          </fieldset>
        ))}
      </details>
      <Switch
        label={t('businessHoursOnly')}
        help={t('businessHoursHelp')}
        isOn={config.businessHoursOnly}
        onChange={(businessHoursOnly) => {
          onChange({
            ...config,
            businessHoursOnly,
            ...(businessHoursOnly ? { businessHours: config.businessHours ?? officeHours() } : {}),
          });
        }}
      />
      {config.businessHoursOnly && config.businessHours && (
        <CalendarEditor
          hours={config.businessHours}
          onChange={(businessHours) => {
            onChange({ ...config, businessHours });
          }}
          errorOf={(field) => errorOf(`businessHours.${field}`)}
        />
      )}
    </>
  );
}

function Budgets({
  budgets,
  onChange,
  errorOf,
  placeholder,
}: {
  budgets: Partial<SlaBudgets>;
  onChange: (budgets: Partial<SlaBudgets>) => void;
  errorOf: ErrorOf;
  placeholder?: string;
}) {
  const t = useText();
  const { firstResponseMinutes, nextResponseMinutes, resolutionHours } = budgets;
  return (
    <>
      <DurationField
        label={t('firstResponse')}
        minutes={firstResponseMinutes}
        onChange={(minutes) => {
          onChange({ ...budgets, firstResponseMinutes: minutes as number });
        }}
        error={errorOf('firstResponseMinutes')}
        placeholder={placeholder}
      />
      <DurationField
        label={t('nextResponse')}
        minutes={nextResponseMinutes}
        onChange={(minutes) => {
          onChange({ ...budgets, nextResponseMinutes: minutes });
        }}
        error={errorOf('nextResponseMinutes')}
        placeholder={placeholder ?? t('noClock')}
      />
      <DurationField
        label={t('resolution')}
        minutes={resolutionHours === undefined ? undefined : resolutionHours * 60}
        onChange={(minutes) => {
          onChange({
            ...budgets,
            resolutionHours: (minutes === undefined ? undefined : minutes / 60) as number,
          });
        }}
        error={errorOf('resolutionHours')}
        placeholder={placeholder}
      />
    </>
  );
}

/** A priority without times of its own is not there at all. */
function withBudgets(
  all: NonNullable<SlaConfiguration['byPriority']>,
  priority: (typeof priorities)[number],
  budgets: Partial<SlaBudgets>,
): NonNullable<SlaConfiguration['byPriority']> {
  const { [priority]: _before, ...others } = all;
  const isEmpty = Object.values(budgets).every((it) => it === undefined);
  return isEmpty ? others : { ...others, [priority]: budgets };
}
