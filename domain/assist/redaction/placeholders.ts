import { seenView } from '../text-view.ts';
import { splice, type Span } from '../spans.ts';
import { pieceKinds } from './piece.ts';
import type { Piece, PieceKind } from './piece.ts';

/** What stands for a piece: ⟦email-1⟧. */
export const placeholder = (kind: PieceKind, number: number): string => `⟦${kind}-${number}⟧`;
/** What stands for a piece that never comes back. */
export const blank = (kind: PieceKind): string => `⟦${kind}⟧`;

export interface Found extends Span {
  /** Absent: a blank. */
  kind: PieceKind;
  number?: number;
  /** Without any bracket: "card-2" may be anything. */
  isBare: boolean;
}

/**
 * Placeholders in a text, whatever a model has made of their brackets, blanks, case and words. Customers' own texts are
 * searched by it, too: what they write must not be taken for one.
 */
export function placeholdersIn(text: string): Found[] {
  const view = seenView(text);
  return Array.from(view.text.matchAll(forms), (match) => {
    const [whole, inBrackets, number, blanked, bare, bareNumber] = match;
    const word = (inBrackets ?? blanked ?? bare ?? '').toLowerCase().replaceAll(/[\s-]/g, '');
    const digits = number ?? bareNumber;
    return {
      ...view.spanOf(match.index, match.index + whole.length),
      kind: kindNamed(word),
      ...(digits !== undefined && { number: Number(digits) }),
      isBare: bare !== undefined && !/[⟦⟧]/u.test(whole),
    };
  });
}

/** Models translate: what a kind is called in our languages. */
const words: Record<PieceKind, readonly string[]> = {
  email: ['e-?mail', 'mail', 'correo', 'courriel', 'posta'],
  phone: ['phone', 'telefon[eo]?', 't[ée]l[ée]phone', 'tel[ée]fono', 'telemóvel'],
  card: ['card', 'karte', 'carte', 'carta', 'tarjeta', 'cartão'],
  iban: ['iban'],
  name: ['names?', 'nom', 'nome', 'nombre'],
  handle: ['handle', 'usuario', 'utente', 'utilizador', 'identifiant'],
  text: ['texte?', 'texto', 'testo'],
};
const anyWord = pieceKinds.flatMap((kind) => words[kind]).join('|');
const kindNamed = (word: string): PieceKind =>
  pieceKinds.find((kind) => new RegExp(`^(?:${words[kind].join('|')})$`, 'iu').test(word)) ??
  'text';

/** Each by itself: of "(⟦email-1⟧)" the outer ones are the customer's. */
const open = String.raw`(?:⟦{1,3}|⟪|\\?\[{1,3}|\\?\{{1,3}|\({1,2}|<{1,3}|«|‹|【|〚|「)`;
const shut = String.raw`(?:⟧{1,3}|⟫|\\?\](?:\\?\]){0,2}|\\?\}{1,3}|\){1,2}|>{1,3}|»|›|】|〛|」)`;
const dressing = '[ \\\\*_`]{0,2}';
const forms = new RegExp(
  [
    String.raw`${open}${dressing}(${anyWord})${dressing}[-_:#. ]{1,3}${dressing}0{0,3}(\d{1,4})${dressing}${shut}`,
    String.raw`⟦ ?(${anyWord}) ?⟧`,
    String.raw`(?<![\p{L}\p{N}])⟦?(${pieceKinds.join('|')})[-_](\d{1,4})⟧?(?![\p{L}\p{N}])`,
  ].join('|'),
  'giu',
);

/** What a text of a model becomes. */
export interface Restored {
  text: string;
  /** Placeholders that stand for nothing: the model made them up. */
  invented: string[];
}

/** Who stands for what, over all texts of a conversation. */
export function createPlaceholders() {
  const byKey = new Map<string, string>();
  const values = new Map<string, string>();
  const counts = new Map<PieceKind, number>();
  return {
    standFor({ kind, key, known }: Piece, written: string): string {
      const path = `${kind}/${key}`;
      const there = byKey.get(path);
      if (there !== undefined) return there;
      const number = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      const made = placeholder(kind, number);
      byKey.set(path, made);
      values.set(made, known ?? written);
      return made;
    },
    restore(text: string): Restored {
      const invented: string[] = [];
      const parts = placeholdersIn(text).map(({ from, to, kind, number, isBare }) => {
        const value = number === undefined ? undefined : values.get(placeholder(kind, number));
        const written = text.slice(from, to);
        if (value === undefined && !isBare) invented.push(written);
        return { from, to, put: value ?? (isBare ? written : '…') };
      });
      return { text: splice(text, parts), invented };
    },
  };
}
