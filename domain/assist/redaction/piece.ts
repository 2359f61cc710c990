/** What of a text is about a person, where it was found in what is read. */
export interface Piece {
  kind: PieceKind;
  from: number;
  to: number;
  /** The same for the same thing, however it was written. */
  key: string;
  /** What it comes back as; absent: as it was first written. */
  known?: string;
}

/** `text` is nothing personal: it only looks like a placeholder. */
export const pieceKinds = ['email', 'phone', 'card', 'iban', 'name', 'handle', 'text'] as const;
export type PieceKind = (typeof pieceKinds)[number];
