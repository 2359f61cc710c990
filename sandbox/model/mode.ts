import { z } from 'zod';

export const garbageKinds = [
  'invalid_json',
  'wrong_schema',
  'huge',
  'empty',
  'no_choices',
  'not_json',
  'cut_stream',
] as const;

/** How the model behaves from now on. */
export const ModeOrder = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('honest') }),
  z.strictObject({
    mode: z.literal('slow'),
    /** Before the first word. */
    delaySeconds: z.number().min(0).max(600).default(5),
    /** Between two pieces of a stream. */
    betweenSeconds: z.number().min(0).max(60).default(0.2),
  }),
  /** One kind after the other, unless one is named. */
  z.strictObject({ mode: z.literal('garbage'), kind: z.enum(garbageKinds).optional() }),
  z.strictObject({ mode: z.literal('refuse'), isFiltered: z.boolean().default(false) }),
  z.strictObject({
    mode: z.literal('limits'),
    /** So many are answered before. */
    after: z.number().int().min(0).default(0),
    retryAfterSeconds: z.number().min(0).max(3600).default(1),
    /** The month's money is spent: trying again is no use. */
    isQuotaSpent: z.boolean().default(false),
  }),
  z.strictObject({ mode: z.literal('obedient') }),
  z.strictObject({ mode: z.literal('wrong_language') }),
]);
export type Mode = z.infer<typeof ModeOrder>;

export interface ModeSwitch {
  now(): Mode;
  set(mode: Mode): void;
  /** How many calls this mode has answered, this one included. */
  count(): number;
}

export function createModeSwitch(): ModeSwitch {
  let mode: Mode = { mode: 'honest' };
  let calls = 0;
  return {
    now: () => mode,
    set(next) {
      mode = next;
      calls = 0;
    },
    count: () => (calls += 1),
  };
}
