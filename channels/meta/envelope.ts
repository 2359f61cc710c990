/** A webhook body of Meta's → its parts, each with the body reduced to it. */
import { z } from 'zod';
import type { Received } from '../channel.ts';
import { isRecord, parseJson, toJson } from '../json.ts';
import { put, unparsable, unsupported, type Outcome } from '../received.ts';
import { isUsableId } from '../text.ts';

export const Id = z
  .union([z.string(), z.int().transform(String)])
  .refine(isUsableId, 'not a usable id');

export interface Envelope {
  /** The platform's name, for what is told of a body that is none of its. */
  title: string;
  /** What `object` may say; the first is what reduced bodies say. */
  objects: readonly [string, ...string[]];
  /** The lists of an entry that hold parts, and who reads an item of them; `time` is the entry's. */
  lists: Record<string, (item: unknown, account: string, time: unknown) => Outcome>;
}

export function receiveParts({ title, objects, lists }: Envelope, rawBody: Buffer): Received {
  const received: Received = { events: [], rest: [] };
  const body = bodyOf(rawBody);
  if (!isRecord(body) || !Array.isArray(body.entry)) {
    return put(received, rawBody, unparsable(`not a webhook body of ${title}`));
  }
  const { object } = body;
  if (typeof object !== 'string' || !objects.includes(object)) {
    return put(received, rawBody, unsupported(`not about an account of ${title}`));
  }
  const parts = body.entry.flatMap((entry: unknown) => partsOf(lists, entry));
  // A body of one part is kept byte for byte.
  const isOne = parts.length === 1 && body.entry.length === 1;
  for (const { accountExternalId, outcome, entry } of parts) {
    const raw = isOne ? rawBody : toJson({ object, entry: [entry] });
    put(received, raw, outcome, accountExternalId);
  }
  return received;
}

/** The accounts a body names. */
export function accountsIn(rawBody: Buffer): string[] {
  const body = bodyOf(rawBody);
  if (!isRecord(body) || !Array.isArray(body.entry)) return [];
  return [...new Set(body.entry.flatMap((entry: unknown) => accountOf(entry) ?? []))];
}

/** Some samples wrap the whole in a list. */
function bodyOf(rawBody: Buffer): unknown {
  const body = parseJson(rawBody);
  return Array.isArray(body) && body.length === 1 ? (body as unknown[])[0] : body;
}

interface Part {
  accountExternalId?: string;
  outcome: Outcome;
  /** The entry with nothing in it but this part. */
  entry: unknown;
}

function partsOf(lists: Envelope['lists'], entry: unknown): Part[] {
  const accountExternalId = accountOf(entry);
  if (!isRecord(entry) || accountExternalId === undefined) {
    return [{ outcome: unparsable('an entry without a usable id'), entry }];
  }
  const { id, time } = entry;
  // Instagram Login's samples have a change right in the entry.
  const isBare = Object.hasOwn(entry, 'field') && !Object.hasOwn(entry, 'changes');
  const whole = isBare ? { ...entry, changes: [entry] } : entry;
  const found = Object.entries(lists).filter(([list]) => Object.hasOwn(whole, list));
  if (found.length === 0) {
    const outcome = unsupported('an entry without messaging, standby or changes');
    return [{ accountExternalId, outcome, entry }];
  }
  return found.flatMap(([list, toOutcome]): Part[] => {
    const items = whole[list];
    if (!Array.isArray(items)) {
      const outcome = unparsable(`${list} is no list`);
      return [{ accountExternalId, outcome, entry: { id, time, [list]: items } }];
    }
    return items.map((item: unknown) => ({
      accountExternalId,
      outcome: toOutcome(item, accountExternalId, time),
      entry: { id, time, [list]: [item] },
    }));
  });
}

const accountOf = (entry: unknown): string | undefined =>
  isRecord(entry) ? Id.safeParse(entry.id).data : undefined;
