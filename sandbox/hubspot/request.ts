import { z } from 'zod';
import { invalid } from './errors.ts';

/** HubSpot takes numbers and true or false as well; it keeps text. */
export const Properties = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.boolean(), z.null()])
    .transform((it) => (it === null ? '' : String(it))),
);

/** @throws HubspotError naming what is wrong */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw invalid(`Invalid input JSON on line 1, column 1: ${path}: ${issue?.message ?? 'invalid'}`);
}

/** The same name again and again, or once with commas. */
export function listIn(query: Record<string, unknown>, name: string): string[] {
  const value = query[name];
  const values = Array.isArray(value)
    ? value.map(String)
    : typeof value === 'string'
      ? [value]
      : [];
  return values.flatMap((it) => it.split(',')).filter((it) => it !== '');
}
