/** Which time a report is about, by the calendar of who reads it. */
export interface Span {
  from: Date;
  to: Date;
}

const days = { today: 1, week: 7, month: 30 } as const;
type Name = keyof typeof days;

/** Today until now; or today and the days before it that make a week, or a month of thirty. */
export function spanOf(name: Name, now: number): Span {
  const to = new Date(now);
  const from = new Date(to.getFullYear(), to.getMonth(), to.getDate() - days[name] + 1);
  // At midnight sharp there would be no span at all.
  return { from, to: from < to ? to : new Date(now + 1) };
}

/** The same hours so many days before, by the calendar: also where a clock was put forward between. */
export function earlier(name: Name, { from, to }: Span): Span {
  return { from: daysBefore(from, days[name]), to: daysBefore(to, days[name]) };
}

function daysBefore(at: Date, count: number): Date {
  const before = new Date(at);
  before.setDate(before.getDate() - count);
  return before;
}
