import { readFileSync } from 'node:fs';
import type { Sentiment, Topic, Urgency } from '../../../domain/assist/triage.ts';

/** What a careful supervisor would say of a message. The labels were written before the rules. */
export interface LabelledMessage {
  text: string;
  language: MessageLanguage;
  sentiment: Sentiment;
  urgency: Urgency;
  topics: Topic[];
  /** Of a review. */
  stars?: number;
  /** `held` and `late` are not looked at while rules are tuned; `late` was written when the rules stood. */
  part: 'tune' | 'held' | 'late';
}

export const messageLanguages = ['en', 'de', 'es', 'fr', 'pt', 'it'] as const;
export type MessageLanguage = (typeof messageLanguages)[number];

/** One file a language, one message a line; README.md says how they are labelled. */
export const messages: readonly LabelledMessage[] = messageLanguages.flatMap((language) =>
  readFileSync(new URL(`messages/${language}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledMessage),
);

/** Of 20 characters or fewer nobody can say much. */
export const isLong = ({ text }: LabelledMessage): boolean => text.length > 20;
