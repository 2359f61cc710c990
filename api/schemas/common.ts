/** The words that all schemas are made of. */
import { z } from 'zod';
import { platformNames } from '../../channels/channel.ts';
import { platformOf } from '../../channels/index.ts';
import { cleanText } from '../../channels/text.ts';

export const id = z.uuid();
export const instant = z.iso.datetime({ offset: true });

/** Text as PostgreSQL can hold it: without NUL and halves of surrogate pairs. Its length is counted after that. */
export const text = (max: number) => z.string().overwrite(cleanText).max(max);
export const name = text(200).trim().min(1);

export const platform = z.enum(platformNames);
/** In addresses and filters X's old name is known too. */
export const namedPlatform = z.string().transform((value, context) => {
  const known = platformOf(value);
  if (known) return known;
  context.addIssue(`must be one of ${platformNames.join(', ')}`);
  return z.NEVER;
});

export const priority = z.enum(['low', 'medium', 'high', 'urgent']);
export const status = z.enum(['open', 'pending', 'snoozed', 'resolved', 'closed']);
export const strategy = z.enum(['round-robin', 'load-balanced', 'skill-based']);
export const source = z.enum(['dm', 'comment', 'mention', 'review']);
export const role = z.enum(['viewer', 'agent', 'supervisor', 'admin']);
export const tag = text(64).trim().min(1);
export const language = text(35).regex(
  /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i,
  'must be a language like pt or pt-BR',
);
export const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be like #2f6fed');

export const skill = z
  .strictObject({
    kind: z.enum(['language', 'platform', 'topic']),
    value: text(64).trim().min(1),
    level: z.int().min(1).max(5).optional(),
  })
  .meta({ id: 'Skill' });
export const skills = z.array(skill).max(50);

/** `?status=open,pending` and `?status=open&status=pending` alike. */
export const listOf = <S extends z.ZodType>(item: S) =>
  z.preprocess(
    (value) =>
      [value].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : [part])),
    z.array(item).min(1).max(20),
  );

/** A filter that can also ask for what is nobody's, or for one's own. */
export const idOr = <const W extends string>(...words: W[]) => z.union([id, z.enum(words)]);

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const paging = {
  cursor: z
    .string()
    .max(2000)
    .regex(/^[\w-]+$/, 'is not one that a list gave')
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
};

export const page = <S extends z.ZodType>(item: S) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

export const byId = <const N extends string>(field: N) =>
  z.object({ [field]: id } as Record<N, typeof id>);
