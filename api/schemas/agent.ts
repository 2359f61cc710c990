import { z } from 'zod';
import { id, instant, role, skill } from './common.ts';

export const availability = z.enum(['online', 'away', 'offline']);

export const Agent = z
  .object({
    id,
    name: z.string(),
    email: z.string(),
    role,
    teamId: id.optional(),
    skills: z.array(skill),
    capacity: z.int(),
    load: z.int().meta({ description: 'Open conversations in hand.' }),
    availability,
    availabilityAt: instant,
    presenceAt: instant.optional(),
    lastAssignedAt: instant.optional(),
    active: z.boolean(),
    version: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'Agent' });

export type AgentJson = z.output<typeof Agent>;
