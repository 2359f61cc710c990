import { z } from 'zod';
import { id, instant, platform, text } from './common.ts';

export const Identity = z
  .object({
    id,
    accountId: id,
    platform,
    name: z.string(),
    handle: z.string(),
    linkedBy: z.enum(['hand', 'contact_point', 'crm']).optional(),
    linkedAt: instant.optional(),
    linkedByAgentId: id
      .optional()
      .meta({ description: 'Who said so, or vouched for it; absent: an integration.' }),
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

/** As domain/customer-fields.ts has it of each type. */
export const FieldValue = z.union([text(2000), z.number(), z.boolean()]);

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
    erasedAt: instant.optional().meta({ description: 'Nothing is kept of them since then.' }),
    identities: z.array(Identity).meta({
      description:
        'The same person elsewhere: linked by hand, by what both are known by, or by the CRM.',
    }),
    contactPoints: z.array(ContactPoint),
    fields: z.record(z.string(), FieldValue).meta({
      description: 'What the desk keeps of the person, by the fields’ keys.',
    }),
    notesCount: z.int(),
    lastContactAt: instant.optional().meta({ description: 'When something was last said.' }),
    createdAt: instant,
  })
  .meta({ id: 'Customer' });

export type CustomerJson = z.output<typeof Customer>;

const candidateReason = z.enum(['email', 'phone', 'crm', 'handle', 'name']);
export type CandidateReason = z.output<typeof candidateReason>;

export const IdentityCandidate = z
  .object({
    customer: Customer,
    because: z
      .array(candidateReason)
      .meta({ description: 'What both are known by, verified or not.' }),
  })
  .meta({ id: 'IdentityCandidate' });

export type IdentityCandidateJson = z.output<typeof IdentityCandidate>;
