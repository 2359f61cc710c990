/**
 * What LinkedIn's webhooks and its pull of notifications carry, as far as the desk reads it (learn.microsoft.com/linkedin,
 * Organization Social Action Notifications; the decorated parts from a captured payload). Names of people are not in it.
 */
import { z } from 'zod';
import { lenient } from '../schema.ts';
import { isUsableId } from '../text.ts';
import { bareId, normalUrn } from './urns.ts';

export const notificationType = 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS';

export const Urn = z
  .string()
  .regex(/^urn:li:[A-Za-z]\w*:\S+$/, 'not a URN')
  .refine(isUsableId, 'not a usable id')
  .transform(normalUrn);

/** Milliseconds since 1970, in a range that every store can hold. */
export const Millis = z
  .number()
  .refine((value) => value > 0 && value < 1e14)
  .transform(Math.trunc);

/** A long: a text of its digits where a number could not hold it (parseLossless). */
const NotificationId = z
  .union([z.string(), z.number().refine(Number.isInteger).transform(String)])
  .refine(isUsableId);

export const OrganizationId = z
  .union([z.string(), z.int().transform(String)])
  .transform(bareId)
  .refine(isUsableId, 'not a usable id');

const Activity = z.object({
  owner: lenient(Urn),
  text: lenient(z.string()),
  entity: lenient(Urn),
  /** Of comments. */
  object: lenient(Urn),
  parentComment: lenient(Urn),
});

export const Notification = z.object({
  notificationId: lenient(NotificationId),
  organizationalEntity: OrganizationId,
  action: z.string(),
  sourcePost: lenient(Urn),
  decoratedSourcePost: lenient(
    z.object({ owner: lenient(Urn), entity: lenient(Urn), text: lenient(z.string()) }),
  ),
  lastModifiedAt: lenient(Millis),
  generatedActivity: lenient(Urn),
  decoratedGeneratedActivity: lenient(
    z.object({ comment: lenient(Activity), share: lenient(Activity) }),
  ),
});
export type Notification = z.infer<typeof Notification>;
