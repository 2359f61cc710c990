/** Keys of records that the desk makes: the same wish gives the same key, and a repetition is the same record. */
import { createHash } from 'node:crypto';
import { TID } from '@atproto/common-web';

/** 48 bits of a digest. */
const hashOf = (text: string): number =>
  createHash('sha256').update(text).digest().readUIntBE(0, 6);

/** Of something that was asked for at `at` (ms): sorted by that time, unique by `id`. */
export function keyAt(at: number, id: string): string {
  const hash = hashOf(id);
  return TID.fromTime(at * 1000 + (hash % 1000), Math.floor(hash / 1000) % 1024).toString();
}

/** Of what can be there once: one key for one subject, from the time before there was such a record. */
export function keyFor(subject: string): string {
  const hash = hashOf(subject);
  return TID.fromTime(firstDay + (hash % (dayMicros * 365)), hash % 1024).toString();
}

const dayMicros = 86_400_000_000;
/** 2023-01-01, in µs since 1970. */
const firstDay = 1_672_531_200_000_000;
