import { z } from 'zod';
import { faultEndpoints, faultKinds, faultTargets } from '../faults.ts';

export const FaultOrder = z
  .strictObject({
    platform: z.enum(faultTargets).optional(),
    account: z.string().optional(),
    endpoint: z.enum(faultEndpoints).optional(),
    kind: z.enum(faultKinds),
    probability: z.number().min(0).max(1).optional(),
    count: z.number().int().positive().optional(),
    retryAfterSeconds: z.number().int().min(0).optional(),
    durationSeconds: z.number().positive().optional(),
    delaySeconds: z.number().min(0).optional(),
    status: z.number().int().min(400).max(599).optional(),
    afterAccept: z.boolean().optional(),
  })
  .refine(
    ({ endpoint, kind }) =>
      endpoint !== 'webhook' || !['rate_limit', 'server_error', 'token_dead'].includes(kind),
    {
      path: ['kind'],
      error: 'is how a platform answers; its own webhooks cannot have it',
    },
  );
