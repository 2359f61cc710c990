import { foldedView, foldText } from '../text-view.ts';
import type { TextView } from '../text-view.ts';
import { overlaps } from '../spans.ts';
import type { Piece } from './piece.ts';

/** Who is known: customers and colleagues by their names, whole and in parts, and by their handles. */
export interface Known {
  names?: readonly string[];
  handles?: readonly string[];
}

export interface Finder {
  /** What it reads. */
  view: (original: string) => TextView;
  /** @param original asked where capitals matter */
  find: (folded: string, isCapital: (at: number) => boolean) => Piece[];
}

export function finderOf({ names = [], handles = [] }: Known): Finder {
  const sought = [...handles.flatMap(handleForms), ...names.flatMap(nameForms)];
  const byForm = new Map<string, Sought>();
  for (const it of sought) if (!byForm.has(it.form)) byForm.set(it.form, it);
  const patterns = [...byForm.values()]
    .toSorted((one, other) => other.key.length - one.key.length)
    .map((it) => ({ ...it, pattern: new RegExp(it.form, 'gu') }));
  return {
    view: foldedView,
    find(folded, isCapital) {
      const found: Piece[] = [];
      for (const { pattern, kind, key, known, needsCapital } of patterns) {
        for (const match of folded.matchAll(pattern)) {
          const from = match.index;
          const to = from + match[0].length;
          if (found.some((it) => overlaps({ from, to }, it))) continue;
          if (needsCapital && !isCapital(from)) continue;
          found.push({ kind, from, to, key, known });
        }
      }
      return found;
    },
  };
}

interface Sought {
  /** A pattern. */
  form: string;
  kind: 'name' | 'handle';
  key: string;
  known: string;
  needsCapital: boolean;
}

function handleForms(given: string): Sought[] {
  const known = given.trim().replace(/^@/, '');
  const key = foldText(known);
  if (key.length < 2) return [];
  // A short one is a word like any other, unless somebody is called by it.
  const before = key.length < 4 ? '(?<=@)' : String.raw`(?<![\p{L}\p{N}_])`;
  const form = String.raw`${before}${escaped(key)}(?![\p{L}\p{N}_])`;
  return [{ form, kind: 'handle', key, known, needsCapital: false }];
}

function nameForms(given: string): Sought[] {
  const whole = bare(given.replaceAll(/\([^)]*\)/g, ' '));
  const parts = whole
    .split(/[\s,;()/|·-]+/)
    .map(bare)
    .filter((it) => /\p{L}/u.test(it));
  return [whole, ...(parts.length > 1 ? parts : [])].flatMap((known) => {
    const words = known.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    const key = words.map(foldText).join(' ');
    if (key === '' || isOrdinary(key)) return [];
    const needsCapital = (key.length < 3 && !isWithoutBlanks(key)) || alsoWords.has(key);
    const spellings = [words.map(foldText), words.map(spelledOut), words.map(drawnIn)];
    const forms = new Set(spellings.map(patternOf));
    return [...forms].map((form) => ({ form, kind: 'name' as const, key, known, needsCapital }));
  });
}

const bare = (text: string) => text.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, '');

/** Between words anything short; after them a possessive may follow. Scripts without blanks have no ends of words. */
function patternOf(words: readonly string[]): string {
  const body = words.map(escaped).join(String.raw`[^\p{L}\p{N}]{0,3}`);
  if (isWithoutBlanks(words.join(''))) return body;
  return String.raw`(?<![\p{L}\p{N}])${body}(?=s?(?![\p{L}\p{N}]))`;
}

const isWithoutBlanks = (text: string) =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u.test(
    text,
  );

/** "Müller" is written "Mueller" … */
const spelledOut = (word: string) =>
  foldText(
    word
      .toLowerCase()
      .normalize('NFC')
      .replaceAll(/[äöü]/g, (it) => `${it.normalize('NFD').charAt(0)}e`),
  );
/** … and "Mueller" "Müller". */
const drawnIn = (word: string) => foldText(word).replaceAll(/(?<=[aou])e/g, '');

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Parts of names that name nobody. */
const particles = new Set(
  'al ben bin da das de del della den der di do dos du e el el- et la las le les los of san st the und van vom von y zu zum zur mr mrs ms dr herr frau sr sra dom don official'.split(
    ' ',
  ),
);
const isOrdinary = (key: string) => key.length < 2 || particles.has(key);

/** Names that are words of ours, too: taken for the name where they begin with a capital. */
const alsoWords = new Set(
  'will mark rose grace hope faith joy may april june august summer sky chase grant bill rich sue pat art drew jack king young long day small brown white green black wood stone field rivers rosa rossi bianco verde bianchi sol luz mar paz pilar consuelo dolores flor cruz leon rey bravo moreno blanco costa santos reis rocha pinto branco ferreira silva ribeiro pereira oliveira klein gross lang kurz weiss schwarz braun koch bauer fischer winter sommer ernst wolf petit grand blanc rouge noir roux leroy boulanger clement constant fleur ange prudence aurore bruno serena gioia fiore chiara vera pace perla marino dell vale page'.split(
    ' ',
  ),
);
