/** A webhook body of LinkedIn → its notifications, each with the body reduced to it. */
import type { Received } from '../channel.ts';
import { isRecord, toJson } from '../json.ts';
import { put, unparsable, unsupported } from '../received.ts';
import { outcomeOf } from './events.ts';
import { parseLossless } from './lossless.ts';
import { notificationType, OrganizationId } from './payloads.ts';

export function receive(rawBody: Buffer): Received {
  const received: Received = { events: [], rest: [] };
  const body = parseLossless(rawBody);
  if (isRecord(body) && typeof body.type === 'string' && body.type !== notificationType) {
    return put(received, rawBody, unsupported('notifications of another type'));
  }
  if (!isRecord(body) || !Array.isArray(body.notifications)) {
    return put(received, rawBody, unparsable('not a webhook body of LinkedIn'));
  }
  const notifications: unknown[] = body.notifications;
  for (const item of notifications) {
    // A body of one notification is kept byte for byte.
    const raw =
      notifications.length === 1
        ? rawBody
        : toJson({ type: notificationType, notifications: [item] });
    put(received, raw, outcomeOf(item), accountOf(item));
  }
  return received;
}

/** The organizations a body names. */
export function accountsIn(rawBody: Buffer): string[] {
  const body = parseLossless(rawBody);
  if (!isRecord(body) || !Array.isArray(body.notifications)) return [];
  return [...new Set(body.notifications.flatMap((item: unknown) => accountOf(item) ?? []))];
}

const accountOf = (item: unknown): string | undefined =>
  isRecord(item) ? OrganizationId.safeParse(item.organizationalEntity).data : undefined;
