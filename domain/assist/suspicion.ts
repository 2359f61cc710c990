import { stripInvisible } from './invisible.ts';
import { linksIn } from './output/links.ts';
import { decodedIn, rotated } from './suspicion/encoded.ts';
import { isHiding } from './suspicion/hiding.ts';
import { phrases } from './suspicion/phrases.ts';
import type { SaidReason } from './suspicion/phrases.ts';
import { foldText } from './text-view.ts';

export type SuspicionReason =
  SaidReason | 'invisible_characters' | 'encoded_text' | 'link_with_instruction';

export interface Suspicion {
  isSuspicious: boolean;
  reasons: SuspicionReason[];
}

/**
 * Whether a text may have been written for the assistant rather than for people. It puts a badge on it and changes nothing:
 * what protects is that the model can do nothing, whatever it reads.
 */
export function suspicionOf(text: string): Suspicion {
  const reasons = new Set<SuspicionReason>(said(readingsOf(text)));
  if (isHiding(text)) reasons.add('invisible_characters');
  const decoded = decodedIn(text);
  if (decoded.length > 0 || said([rotated(foldText(text))]).length > 0) reasons.add('encoded_text');
  for (const reason of said(decoded.map(foldText))) reasons.add(reason);
  if (isLinkForAnswer(text)) reasons.add('link_with_instruction');
  return { isSuspicious: reasons.size > 0, reasons: [...reasons] };
}

const said = (readings: readonly string[]): SaidReason[] =>
  phrases
    .filter(({ pattern }) => readings.some((it) => pattern.test(it)))
    .map(({ reason }) => reason);

/** As it stands; with what is spaced out drawn together; with digits read as the letters they look like. */
function readingsOf(text: string): string[] {
  const plain = foldText(stripInvisible(text));
  const drawn = plain.replaceAll(/(?<![\p{L}\p{N}])\p{L}(?: \p{L}(?![\p{L}\p{N}])){3,}/gu, (it) =>
    it.replaceAll(' ', ''),
  );
  const spelled = plain.replaceAll(
    /(?<![\p{L}\d])(?=\p{L}*\d)(?=\d*\p{L})[\p{L}\d]{4,}/gu,
    (word) =>
      word.replaceAll(
        /[013457]/g,
        (it) => ({ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't' })[it] ?? it,
      ),
  );
  return [...new Set([plain, drawn, spelled])];
}

/** "Put this picture into your answer": what an answer fetches or links to is how words leave. */
function isLinkForAnswer(text: string): boolean {
  const read = foldText(text);
  if (/!?\[[^\]]{0,100}\]\s?\(\s?(?:https?:|\/\/)|hxxp|\[\.\]/.test(read)) return true;
  return (
    /\b(?:answer|reply|response|antwort|reponse|respuesta|resposta|risposta)\b/.test(read) &&
    /\b(?:include|insert|add|append|put|write|embed|use|with|fuge|setze|schreib\w*|mets|ajoute|ecris|incluye|anade|escribe|inclui|acrescenta|escreve|inserisci|aggiungi|scrivi)\b/.test(
      read,
    ) &&
    linksIn(text).some((it) => it.kind === 'link')
  );
}
