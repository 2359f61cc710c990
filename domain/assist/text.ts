/** A message as the rules read it: folded words in their sentences, and its emoji. */
export interface ReadText {
  words: readonly Word[];
  emoji: readonly string[];
  /** How many sentences it has. */
  sentences: number;
  /** The longest run of them: one asks, three demand. */
  questionMarks: number;
  exclamationMarks: number;
  /** Most of it in capitals, and enough of it to mean something. */
  isShouting: boolean;
}

export interface Word {
  /** Lower case, without accents. */
  folded: string;
  /** Of one that is drawn out: "soooo" may be "so". */
  shortened?: string;
  /** As it was written. */
  written: string;
  sentence: number;
  /** Where nothing but spaces lies between two words, they are in one clause. */
  clause: number;
}

export function readText(text: string): ReadText {
  const plain = withoutAddresses(text.slice(0, longestRead));
  const words: Word[] = [];
  let [sentence, clause] = [0, 0];
  for (const [token] of plain.matchAll(tokens)) {
    if (/^[\p{L}\p{N}]/u.test(token)) {
      words.push({ ...readWord(token), written: token.slice(0, longestWord), sentence, clause });
    } else if (words.length > 0) {
      if (/[.!?…\n。]/u.test(token)) sentence += 1;
      clause += 1;
    }
  }
  return {
    words,
    emoji: plain.match(emoji) ?? [],
    sentences: (words.at(-1)?.sentence ?? -1) + 1,
    questionMarks: longestRun(/[?？؟]+/gu, plain),
    exclamationMarks: longestRun(/!+/gu, plain),
    isShouting: isShouting(plain),
  };
}

function readWord(written: string): Pick<Word, 'folded' | 'shortened'> {
  const word = folded(written);
  const short = word.replace(/(\p{L})\1{2,}/gu, '$1');
  return {
    folded: word.replace(/(\p{L})\1{2,}/gu, '$1$1'),
    ...(short !== word && { shortened: short }),
  };
}

/** Lower case, no accents, typographic variants made plain: "Größe" and "grosse", "ÇA" and "ca" are the same. */
export function folded(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o');
}

/** Platforms carry 10,000 characters at most. */
const longestRead = 10_000;

/** No reason quotes more of one word. */
const longestWord = 40;

/** Words (an apostrophe parts them: "l'appli", "don't"), or one mark that ends a clause. */
const tokens = /[\p{L}\p{M}\p{N}]+|[.!?…,;:\n。()"“”«»]/gu;

/** Or what is typed for one. */
const emoji =
  /\p{Extended_Pictographic}|(?<![\p{L}\p{N}])(?:[:;=]['’]?-?[)(DPp/|]|<\/?3)(?![\p{L}\p{N}])/gu;

/** Addresses and handles name things, they say nothing; invisible characters would only part words. */
function withoutAddresses(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .replace(/\b(?:https?:\/\/|www\.)\S+/giu, ' ')
    .replace(/@[\p{L}\p{N}_.-]+/gu, ' ');
}

function longestRun(marks: RegExp, text: string): number {
  return (text.match(marks) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}

function isShouting(text: string): boolean {
  const words = text.match(/\p{L}{3,}/gu) ?? [];
  const capital = words.filter(
    (word) => word === word.toUpperCase() && word !== word.toLowerCase(),
  );
  return capital.length >= 3 && capital.length * 5 >= words.length * 3;
}
