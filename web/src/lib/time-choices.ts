/** When a snoozed conversation may come back, or a reply go out: the times people mean. */
export interface TimeChoice {
  id: 'soon' | 'afternoon' | 'tomorrow' | 'monday';
  at: Date;
  label: string;
}

/** @param now in the agent's own zone, which is the machine's */
export function timeChoices(now: Date, locale: string): TimeChoice[] {
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const choices: Omit<TimeChoice, 'label'>[] = [
    { id: 'soon', at: new Date(Math.ceil((now.getTime() + 3_600_000) / 300_000) * 300_000) },
    { id: 'afternoon', at: at(0, 15) },
    { id: 'tomorrow', at: at(1, 9) },
    { id: 'monday', at: at(toMonday, 9) },
  ];
  return choices
    .filter(({ at: it }) => it.getTime() > now.getTime() + 600_000)
    .map((choice) => ({
      ...choice,
      label: choice.at.toLocaleString(locale, {
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
      }),
    }));
}
