import { z } from 'zod';
import { id, instant, platform } from './common.ts';

export const Identity = z
  .object({
    id,
    accountId: id,
    platform,
    name: z.string(),
    handle: z.string(),
    linkedBy: z.enum(['hand', 'contact_point', 'crm']).optional(),
    openConversations: z.int(),
  })
  .meta({ id: 'Identity' });

export const ContactPoint = z
  .object({
    id,
    kind: z.enum(['email', 'phone', 'crm']),
    value: z.string(),
    isVerified: z.boolean(),
    verifiedAt: instant.optional(),
  })
  .meta({ id: 'ContactPoint' });

export const Customer = z
  .object({
    id,
    accountId: id,
    platform,
    externalId: z.string(),
    name: z.string(),
    handle: z.string(),
    avatarUrl: z.string().optional(),
    language: z.string().optional(),
    blockedAt: instant.optional().meta({ description: 'Since when they have blocked us.' }),
    blockedByUsAt: instant.optional().meta({ description: 'Since when we have blocked them.' }),
    identities: z.array(Identity).meta({
      description:
        'The same person elsewhere: linked by hand, by what both are known by, or by the CRM.',
    }),
    contactPoints: z.array(ContactPoint),
    createdAt: instant,
  })
  .meta({ id: 'Customer' });

export type CustomerJson = z.output<typeof Customer>;
