/**
 * What Messenger's webhooks carry that Instagram's do not (developers.facebook.com, Messenger Platform, webhook
 * reference, v26.0).
 */
import { z } from 'zod';
import { Id } from '../meta/envelope.ts';
import { between, Millis } from '../meta/items.ts';
import { lenient, lenientList } from '../schema.ts';

export const DeliveryItem = z.object({
  ...between,
  delivery: z.object({ mids: lenientList(Id), watermark: lenient(Millis) }),
});

export const ReadItem = z.object({ ...between, read: z.object({ watermark: Millis }) });

/** Items that say nothing about a conversation's content. */
export const ignoredItems = [
  'referral',
  'optin',
  'account_linking',
  'app_roles',
  'game_play',
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'policy_enforcement',
  'messaging_feedback',
  'typing',
] as const;
