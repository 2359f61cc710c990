/** A webhook body of Messenger → its parts, each with the body reduced to it. */
import type { Received } from '../channel.ts';
import { isRecord, parseJson, toJson } from '../json.ts';
import { ignored, put, unparsable, unsupported, type Outcome } from '../received.ts';
import { outcomeOf } from './events.ts';
import { EntryId, ignoredChanges } from './payloads.ts';

export function receive(rawBody: Buffer): Received {
  const received: Received = { events: [], rest: [] };
  const body = parseJson(rawBody);
  if (!isRecord(body) || !Array.isArray(body.entry)) {
    return put(received, rawBody, unparsable('not a webhook body of Facebook'));
  }
  if (body.object !== 'page') return put(received, rawBody, unsupported('not about a Page'));

  const parts = body.entry.flatMap((entry: unknown) => partsOf(entry));
  // A body of one part is kept byte for byte.
  const isOne = parts.length === 1 && body.entry.length === 1;
  for (const { accountExternalId, outcome, entry } of parts) {
    const raw = isOne ? rawBody : toJson({ object: 'page', entry: [entry] });
    put(received, raw, outcome, accountExternalId);
  }
  return received;
}

/** The Pages a body names. */
export function accountsIn(rawBody: Buffer): string[] {
  const body = parseJson(rawBody);
  if (!isRecord(body) || !Array.isArray(body.entry)) return [];
  return [...new Set(body.entry.flatMap((entry: unknown) => accountOf(entry) ?? []))];
}

interface Part {
  accountExternalId?: string;
  outcome: Outcome;
  /** The entry with nothing in it but this part. */
  entry: unknown;
}

const lists = {
  messaging: outcomeOf,
  standby: () => ignored('another app handles this conversation (standby)'),
  changes: outcomeOfChange,
};

function partsOf(entry: unknown): Part[] {
  const accountExternalId = accountOf(entry);
  if (!isRecord(entry) || accountExternalId === undefined) {
    return [{ outcome: unparsable('an entry without a usable id'), entry }];
  }
  const { id, time } = entry;
  const found = Object.entries(lists).filter(([list]) => Object.hasOwn(entry, list));
  if (found.length === 0) {
    const outcome = unsupported('an entry without messaging, standby or changes');
    return [{ accountExternalId, outcome, entry }];
  }
  return found.flatMap(([list, toOutcome]): Part[] => {
    const items = entry[list];
    if (!Array.isArray(items)) {
      const outcome = unparsable(`${list} is no list`);
      return [{ accountExternalId, outcome, entry: { id, time, [list]: items } }];
    }
    return items.map((item: unknown) => ({
      accountExternalId,
      outcome: toOutcome(item, accountExternalId),
      entry: { id, time, [list]: [item] },
    }));
  });
}

const accountOf = (entry: unknown): string | undefined =>
  isRecord(entry) ? EntryId.safeParse(entry.id).data : undefined;

function outcomeOfChange(change: unknown): Outcome {
  const field = isRecord(change) ? change.field : undefined;
  if (typeof field !== 'string') return unparsable('a change without a field');
  return ignoredChanges.some((name) => name === field)
    ? ignored(`${field}: comments, mentions and reviews come with a later version`)
    : unsupported('a change of an unknown field');
}
