import { z } from 'zod';
import { fieldTypes } from '../../domain/customer-fields.ts';
import { id, instant } from './common.ts';

export const CustomerNote = z
  .object({
    id,
    customerId: id.meta({ description: 'The identity that it was written on.' }),
    authorId: id.optional(),
    content: z.string(),
    createdAt: instant,
  })
  .meta({ id: 'CustomerNote' });
export type CustomerNoteJson = z.output<typeof CustomerNote>;

export const CustomerField = z
  .object({
    id,
    key: z.string(),
    label: z.string(),
    type: z.enum(fieldTypes),
    choices: z.array(z.string()).optional(),
    position: z.int(),
    version: z.int(),
  })
  .meta({ id: 'CustomerField' });
