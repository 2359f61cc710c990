/** Figures as people read them, in the language of the page. */
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "48 sec", "4.5 min", "3 hr": one unit, with a decimal where that says something. */
export function duration(ms: number, locale: string): string {
  const [value, unit] =
    ms < minute
      ? [Math.round(ms / 1000), 'second']
      : ms < hour
        ? [ms / minute, 'minute']
        : ms < 2 * day
          ? [ms / hour, 'hour']
          : [ms / day, 'day'];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

export const percent = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share);
