/** What a message is to the desk, apart from its words. */

/** Every message of these words alone is thanks: shown, but it neither reopens a conversation nor starts a clock. */
const thanks = new Set(
  `thanks thank you thx ty tks cheers great perfect super awesome cool ok okay okey k nice good lovely done
  so much very many a lot all for the your help quick reply answer fast appreciated appreciate
  gracias muchas mil perfecto genial vale muy amable por la ayuda todo listo de acuerdo
  danke danke dir ihnen vielen dank schön sehr super prima alles klar besten gut ihre hilfe für die schnelle antwort
  merci beaucoup parfait super bien d'accord pour votre aide réponse
  obrigado obrigada muito perfeito ótimo pela ajuda valeu
  grazie mille perfetto ottimo va bene per l'aiuto molte tante
  bye goodbye adios adiós tschüss ciao`
    .split(/\s+/)
    .filter(Boolean),
);

/** Without one of these it may be approval, but it is no thanks ("all the help"). */
const core = new Set(
  `thanks thx ty tks thank cheers great perfect awesome cool ok okay okey k nice lovely appreciated appreciate gracias
  perfecto genial vale danke dank super prima klar merci parfait d'accord obrigado obrigada perfeito ótimo valeu grazie
  perfetto ottimo bye goodbye adios adiós tschüss ciao`
    .split(/\s+/)
    .filter(Boolean),
);

/** Thanks and approval of words that alone may be a complaint ("got no answer"). */
const phrases = /\b(?:got it|no problem|no thanks|no thank you)\b/g;

const questionMark = /[?？؟❓❔⁉‽]/u;

const longestThanks = 80;

/**
 * Does this text want an answer? Only what is surely thanks, approval or nothing but emoji does not; in doubt it does,
 * and an agent can say so afterwards for the rest ("needs answer").
 */
export function needsAnswer(content: string, hasAttachments: boolean): boolean {
  if (hasAttachments) return true;
  const text = content.trim().toLowerCase();
  if (text === '') return true;
  if (text.length > longestThanks || questionMark.test(text)) return true;
  const words = text.match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu) ?? [];
  if (words.length === 0) return !/\p{Extended_Pictographic}/u.test(text);
  const plain = words.join(' ').replaceAll('’', "'").replace(phrases, 'thanks').split(' ');
  return !(plain.every((word) => thanks.has(word)) && plain.some((word) => core.has(word)));
}
