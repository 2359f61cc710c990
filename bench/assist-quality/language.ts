import { isLong, messageLanguages } from '../../test/assist/data/messages.ts';
import { judged, percent, shareOf, type Judged } from './judged.ts';

export const isRightLanguage = ({ message, language }: Judged): boolean =>
  language === message.language;

export const longMessages = judged.filter(({ message }) => isLong(message));

/** How often the language is told, and how often a wrong one. */
export function languageQuality(): string[] {
  return [
    `language, ${judged.length} messages: ${told(judged)}`,
    `  over 20 characters (${longMessages.length}): ${told(longMessages)} (aim ≥ 95 %)`,
    ...messageLanguages.map((language) => {
      const of = longMessages.filter(({ message }) => message.language === language);
      return `    ${language} (${of.length}): ${told(of)}`;
    }),
  ];
}

function told(of: readonly Judged[]): string {
  const silent = of.filter(({ language }) => language === undefined).length;
  const wrong = of.length - silent - of.filter(isRightLanguage).length;
  return `${percent(shareOf(of, isRightLanguage))} right, ${silent} not told, ${wrong} wrong`;
}
