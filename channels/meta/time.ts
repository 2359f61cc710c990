import { z } from 'zod';

/** Meta writes `2026-11-23T08:00:00+0000`; with the colon it is ISO 8601. */
export const Time = z
  .string()
  .transform((text) => Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
  .refine(Number.isFinite);
