import { z } from 'zod';
import { instant } from './common.ts';

export const AccountProblem = z.object({
  code: z.string(),
  message: z.string(),
  feature: z.enum(['messages', 'comments', 'reviews']).optional(),
});

export const AccountCheck = z
  .object({
    isWorking: z.boolean(),
    name: z.string().optional(),
    externalId: z.string().optional().meta({ description: 'Whose token it is.' }),
    isSubscribed: z
      .boolean()
      .optional()
      .meta({ description: 'Absent: the platform sends nothing, or does not tell.' }),
    tokenExpiresAt: instant.optional(),
    problems: z.array(AccountProblem),
    checkedAt: instant,
  })
  .meta({ id: 'AccountCheck', description: 'What the platform itself says of an account.' });
export type AccountCheckJson = z.output<typeof AccountCheck>;
