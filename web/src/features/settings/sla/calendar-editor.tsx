import type { BusinessHours, Weekday } from '../../../../../domain/business-hours.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { WordsField } from '../words-field.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

const weekdays: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];
const zones = Intl.supportedValuesOf('timeZone');

interface Period {
  start: string;
  end: string;
}

/** When the desk is open: several periods a day, days off, and where the clock hangs. */
export function CalendarEditor({
  hours,
  onChange,
  errorOf,
}: {
  hours: BusinessHours;
  onChange: (hours: BusinessHours) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const t = useText();
  const set = (day: Weekday, periods: readonly Period[]) => {
    onChange({ ...hours, schedule: { ...hours.schedule, [day]: [...periods] } });
  };
  const monday = hours.schedule.monday ?? [];
  return (
    <fieldset className={css('group', 'calendar')}>
      <legend>{t('businessHours')}</legend>
      <div className={css('pairs')}>
        <TextField
          label={t('timeZone')}
          value={hours.timezone}
          suggestions={zones}
          error={errorOf('timezone')}
          onChange={(timezone) => {
            onChange({ ...hours, timezone });
          }}
        />
        <div className={css('beside')}>
          <Button
            onPress={() => {
              const schedule = { ...hours.schedule };
              for (const day of weekdays.slice(1, 5)) schedule[day] = [...monday];
              onChange({ ...hours, schedule });
            }}
          >
            {t('likeMonday')}
          </Button>
        </div>
      </div>
      <ul>
        {weekdays.map((day) => (
          <Day
            key={day}
            day={day}
            periods={hours.schedule[day] ?? []}
            onChange={(periods) => {
              set(day, periods);
            }}
            errorOf={(field) => errorOf(`schedule.${day}${field}`)}
          />
        ))}
      </ul>
      <p className="faint">{t('pastMidnight')}</p>
      <WordsField
        label={t('holidays')}
        type="date"
        values={hours.holidays}
        error={errorOf('holidays')}
        onChange={(holidays) => {
          onChange({ ...hours, holidays: holidays.toSorted() });
        }}
      />
    </fieldset>
  );
}

function Day({
  day,
  periods,
  onChange,
  errorOf,
}: {
  day: Weekday;
  periods: readonly Period[];
  onChange: (periods: readonly Period[]) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const t = useText();
  const locale = useLocale();
  const name = dayName(day, locale);
  const put = (at: number, change: Partial<Period>) => {
    onChange(periods.map((it, index) => (index === at ? { ...it, ...change } : it)));
  };
  const problem = errorOf('') ?? periods.map((_, at) => problemAt(at, errorOf)).find(Boolean);
  return (
    <li className={css('day')}>
      <span className={css('dayName')}>{name}</span>
      <div className="grow">
        <div className={css('periods')}>
          {periods.length === 0 && <span className="faint">{t('closed')}</span>}
          {periods.map(({ start, end }, at) => (
            <span key={at} className={css('period')}>
              <TextField
                label={t('opensOn', { day: name })}
                isLabelHidden
                type="time"
                value={start}
                onChange={(value) => {
                  put(at, { start: value });
                }}
              />
              –
              <TextField
                label={t('closesOn', { day: name })}
                isLabelHidden
                type="time"
                value={end}
                onChange={(value) => {
                  put(at, { end: value });
                }}
              />
              <IconButton
                label={t('removeThis', { what: `${start}–${end}` })}
                icon="close"
                size="s"
                onPress={() => {
                  onChange(periods.filter((_, index) => index !== at));
                }}
              />
            </span>
          ))}
          <IconButton
            label={t('addHours', { day: name })}
            icon="plus"
            size="s"
            onPress={() => {
              onChange([...periods, next(periods.at(-1))]);
            }}
          />
        </div>
        <Open periods={periods} />
        {problem && <small className={css('problem')}>{problem}</small>}
      </div>
    </li>
  );
}

const problemAt = (at: number, errorOf: (field: string) => string | undefined) =>
  errorOf(`[${String(at)}]`) ?? errorOf(`[${String(at)}].start`) ?? errorOf(`[${String(at)}].end`);

/** After a break of an hour, or an ordinary day. */
function next(last: Period | undefined): Period {
  if (!last) return { start: '09:00', end: '17:00' };
  const from = Math.min(minutesOf(last.end) + 60, 23 * 60);
  return { start: clock(from), end: clock(Math.min(from + 240, 23 * 60 + 59)) };
}

const minutesOf = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
};
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** The day as a line, open where it is filled; what goes past midnight ends at its edge. */
function Open({ periods }: { periods: readonly Period[] }) {
  return (
    <div className={css('dayLine')} aria-hidden="true">
      {periods.map(({ start, end }, at) => {
        const from = minutesOf(start);
        const to = minutesOf(end) > from ? minutesOf(end) : 1_440;
        return (
          <i
            key={at}
            style={{
              insetInlineStart: `${String((from / 1_440) * 100)}%`,
              width: `${String(((to - from) / 1_440) * 100)}%`,
            }}
          />
        );
      })}
    </div>
  );
}

/** The 1st of January 2024 was a Monday. */
const dayName = (day: Weekday, locale: string): string =>
  new Date(2024, 0, 1 + weekdays.indexOf(day)).toLocaleDateString(locale, { weekday: 'long' });
