/** What of the library is turned into vectors: passages that fit into a quote or two, each with its title. */
import { sentencesOf } from './passages.ts';
import { mask } from './redaction.ts';

const longestPassage = 600;
/** What comes after so much of one article is found by its words alone. */
const mostPassages = 12;

/** Whole sentences of what is Markdown, in their order; of an article without words, its title alone. */
export function passagesOf(markdown: string): string[] {
  const passages: string[] = [];
  let passage = '';
  for (const sentence of sentencesOf(markdown)) {
    const it = sentence.slice(0, longestPassage);
    if (passage !== '' && passage.length + 1 + it.length > longestPassage) {
      passages.push(passage);
      passage = '';
    }
    passage = passage === '' ? it : `${passage} ${it}`;
  }
  return [...passages, passage].slice(0, mostPassages);
}

/** As it leaves: an article may hold what somebody took from a conversation. */
export const embeddedText = (title: string, passage: string): string =>
  mask(passage === '' ? title : `${title}\n${passage}`);
