import { z } from 'zod';
import { id, platform, source, status } from './common.ts';
import { Message } from './message.ts';

export const Scheduled = z
  .object({
    message: Message,
    conversation: z.object({
      id,
      platform,
      source,
      status,
      customerId: id,
      customerName: z.string(),
    }),
    authorName: z.string().optional(),
  })
  .meta({
    id: 'Scheduled',
    description: 'A reply for later, queued or held; of one in parts the first.',
  });

export type ScheduledJson = z.output<typeof Scheduled>;
