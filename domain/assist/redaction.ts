import { cardsIn } from './redaction/cards.ts';
import { emailsIn } from './redaction/emails.ts';
import { ibansIn } from './redaction/ibans.ts';
import { finderOf } from './redaction/names.ts';
import type { Finder, Known } from './redaction/names.ts';
import { phonesIn } from './redaction/phones.ts';
import type { Piece } from './redaction/piece.ts';
import { blank, createPlaceholders, placeholdersIn } from './redaction/placeholders.ts';
import type { Restored } from './redaction/placeholders.ts';
import { splice } from './spans.ts';
import { seenView } from './text-view.ts';
import type { TextView } from './text-view.ts';

export type { Known, Restored };

export interface Redaction {
  /** In their order. */
  texts: string[];
  /** Puts back what was taken out, in what a model made of the texts. */
  restore: (text: string) => Restored;
}

/**
 * Takes personal data out of a conversation's texts before they leave: e-mail addresses, phone numbers, payment cards,
 * IBANs, and the names and handles that are known. The same thing has the same placeholder in all of them. Numbers of
 * orders and parcels, prices and dates stay.
 */
export function redact(texts: readonly string[], known: Known = {}): Redaction {
  const placeholders = createPlaceholders();
  const finder = finderOf(known);
  return {
    texts: texts.map((text) =>
      replaced(text, finder, (piece, written) => placeholders.standFor(piece, written)),
    ),
    restore: (text) => placeholders.restore(text),
  };
}

/** Takes it out for good: of what other customers wrote, nothing must come back. */
export const mask = (text: string, known: Known = {}): string =>
  replaced(text, finderOf(known), ({ kind }) => blank(kind));

function replaced(
  text: string,
  finder: Finder,
  standIn: (piece: Piece, written: string) => string,
): string {
  const pieces = piecesIn(text, finder).toSorted((one, other) => one.from - other.from);
  return splice(
    text,
    pieces.map((piece) => ({ ...piece, put: standIn(piece, text.slice(piece.from, piece.to)) })),
  );
}

/** In the original; what was found first is not looked at again: an address holds names, an IBAN what looks like a phone. */
function piecesIn(text: string, finder: Finder): Piece[] {
  const pieces: Piece[] = placeholdersIn(text).map(({ from, to }) => {
    return { kind: 'text', from, to, key: text.slice(from, to) };
  });
  const look = (view: TextView, find: (read: string) => Piece[]) => {
    const read = covered(view, pieces);
    const found = find(read).map((it) => ({ ...it, ...view.spanOf(it.from, it.to) }));
    pieces.push(...found);
  };
  const view = seenView(text);
  for (const find of [emailsIn, ibansIn, cardsIn, phonesIn]) look(view, find);
  const folded = finder.view(text);
  const isCapital = (at: number) =>
    /^\p{Lu}/u.test(
      text
        .slice(folded.spanOf(at, at + 1).from)
        .normalize('NFKC')
        .slice(0, 2),
    );
  look(folded, (read) => finder.find(read, isCapital));
  return pieces;
}

/** With bars where something was found. */
function covered(view: TextView, pieces: readonly Piece[]): string {
  if (pieces.length === 0) return view.text;
  const taken = new Set<number>();
  for (const { from, to } of pieces) for (let at = from; at < to; at += 1) taken.add(at);
  return Array.from({ length: view.text.length }, (_, at) =>
    taken.has(view.spanOf(at, at + 1).from) ? '|' : view.text.charAt(at),
  ).join('');
}
