import { detectLanguage } from '../../assist/offline/language.ts';
import { triageOf, type Triage } from '../../domain/assist/triage.ts';
import {
  messageLanguages,
  messages,
  type LabelledMessage,
} from '../../test/assist/data/messages.ts';

/** A labelled message and what is said of it, in the language that was detected, not the one it is known to be in. */
export interface Judged {
  message: LabelledMessage;
  language: string | undefined;
  triage: Triage;
}

export const judged: readonly Judged[] = messages.map((message) => {
  const language = detectLanguage(message.text, { languages: messageLanguages })?.language;
  return {
    message,
    language,
    triage: triageOf({ text: message.text, stars: message.stars, language }),
  };
});

export const parts = ['tune', 'held', 'late'] as const;

export const ofPart = (part: LabelledMessage['part']): Judged[] =>
  judged.filter(({ message }) => message.part === part);

export const shareOf = <It>(all: readonly It[], isRight: (it: It) => boolean): number =>
  all.length === 0 ? 1 : all.filter(isRight).length / all.length;

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
