/** A place in the one order of all that is told: by transaction, then by number. */
export interface Position {
  /** A transaction's id, in decimal. */
  xid: string;
  /** A bigint that stays far below 2^53. */
  id: number;
}

/** Whether `a` lies behind `b`. */
export const isAfter = (a: Position, b: Position): boolean =>
  a.xid === b.xid ? a.id > b.id : BigInt(a.xid) > BigInt(b.xid);

/** A position with when it was given out, as clients hold it: opaque to them. */
export const toSeq = ({ xid, id }: Position, at: number): string =>
  [xid, id.toString(), Math.floor(at / 1000).toString()].join('-');

/** Undefined for what we never gave out. `at` in ms. */
export function fromSeq(seq: string): (Position & { at: number }) | undefined {
  const [, xid, id, at] = /^(\d{1,20})-(\d{1,16})-(\d{1,11})$/.exec(seq) ?? [];
  if (xid === undefined || BigInt(xid) >= 2n ** 64n) return undefined;
  return { xid, id: Number(id), at: Number(at) * 1000 };
}
