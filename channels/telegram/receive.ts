/** One update of the Bot API → its events. The payload never names the bot: the account comes from whose secret vouched. */
import type { Received } from '../channel.ts';
import { isRecord, parseJson, toJson } from '../json.ts';
import { put, unparsable } from '../received.ts';
import { outcomeOf } from './events.ts';
import { UpdateId } from './payloads.ts';

export function receive(rawBody: Buffer, accountExternalId: string): Received {
  const received: Received = { events: [], rest: [] };
  const update = parseJson(rawBody);
  const updateId = isRecord(update) ? UpdateId.safeParse(update.update_id).data : undefined;
  if (!isRecord(update) || updateId === undefined) {
    return put(received, rawBody, unparsable('not an update of Telegram'), accountExternalId);
  }
  const parts = partsOf(update);
  for (const part of parts) {
    const raw = parts.length === 1 ? rawBody : toJson(part);
    put(received, raw, outcomeOf(part, updateId, accountExternalId), accountExternalId);
  }
  return received;
}

/** An update is one event, but for deletions: they name several messages. */
function partsOf(update: Record<string, unknown>): Record<string, unknown>[] {
  const deleted = update.deleted_business_messages;
  if (!isRecord(deleted) || !Array.isArray(deleted.message_ids)) return [update];
  if (deleted.message_ids.length < 2) return [update];
  return deleted.message_ids.map((id: unknown) => ({
    update_id: update.update_id,
    deleted_business_messages: { ...deleted, message_ids: [id] },
  }));
}
