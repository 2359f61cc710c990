import { z } from 'zod';
import { colour, id } from './common.ts';

export const Tag = z
  .object({ id, name: z.string(), colour: colour.optional(), version: z.int() })
  .meta({ id: 'Tag' });

export const KnownTag = z
  .object({
    ...Tag.partial({ id: true, version: true }).shape,
    openConversations: z.int(),
  })
  .meta({
    id: 'KnownTag',
    description: 'With an id it is of the catalogue; without, it is only in use.',
  });
