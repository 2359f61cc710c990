import { z } from 'zod';
import { id, instant } from './common.ts';

export const Notification = z
  .object({
    id,
    kind: z.string(),
    conversationId: id.optional(),
    data: z.looseObject({}),
    createdAt: instant,
    readAt: instant.optional(),
  })
  .meta({ id: 'Notification' });

export type NotificationJson = z.output<typeof Notification>;
