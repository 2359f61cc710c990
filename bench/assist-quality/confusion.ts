import type { Triage } from '../../domain/assist/triage.ts';
import { ofPart, parts, percent, shareOf, type Judged } from './judged.ts';

const values = {
  sentiment: ['negative', 'neutral', 'positive'],
  urgency: ['low', 'normal', 'high'],
} as const;

/** What supervisors said against what the rules say, for the messages that rules were tuned by and for the rest. */
export function confusion(of: 'sentiment' | 'urgency', aim: string): string[] {
  return parts.flatMap((part) => {
    const all = ofPart(part);
    return [
      `${of}, ${part} (${all.length}): ${percent(accuracy(of, all))} right (${aim})`,
      `  ${''.padEnd(12)}${values[of].map((said) => `→ ${said}`.padStart(12)).join('')}`,
      ...values[of].map((label) => {
        const labelled = all.filter(({ message }) => message[of] === label);
        const counts = values[of].map((said) => countOf(of, said, labelled));
        return `  ${label.padEnd(12)}${counts.map((count) => String(count).padStart(12)).join('')}`;
      }),
    ];
  });
}

export const accuracy = (of: 'sentiment' | 'urgency', all: readonly Judged[]): number =>
  shareOf(all, ({ message, triage }) => message[of] === triage[of]);

const countOf = (
  of: 'sentiment' | 'urgency',
  said: Triage['sentiment' | 'urgency'],
  all: readonly Judged[],
): number => all.filter(({ triage }) => triage[of] === said).length;
