/** Schemas that drop a malformed part instead of the whole: platforms add and change what we don't need. */
import { z } from 'zod';

export const lenient = <Schema extends z.ZodType>(schema: Schema) =>
  schema.optional().catch(undefined);

/** The good ones of a list. */
export const goodOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.array(z.unknown()).transform((items) =>
    items.flatMap((item) => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    }),
  );

/** The good ones of a list; undefined where it is none. */
export const lenientList = <Schema extends z.ZodType>(schema: Schema) => lenient(goodOf(schema));
