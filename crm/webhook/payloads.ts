/** What the other side answers and sends (docs/crm.md). What is too long is refused, what is unknown left out. */
import { z } from 'zod';
import type { Card, CrmChange } from '../crm.ts';

const externalId = z.string().min(1).max(200);
const words = z.string().max(500);
const url = z.url({ protocol: /^https$/ }).max(2_000);
const ms = z.number().int().nonnegative();

export const Found = z.object({ contactId: externalId, isNew: z.boolean().default(false) });
export const Made = z.object({ externalId, url: url.optional() });
export const Nothing = z.object({});
export const Checked = z.object({ problem: words.optional() });

const item = z.object({ externalId, title: words, url: url.optional() });

export const CardAnswer = z.object({
  card: z
    .object({
      externalId,
      url: url.optional(),
      name: words.optional(),
      company: words.optional(),
      tier: z.string().max(100).optional(),
      owner: z
        .object({ externalId, name: words.optional(), email: z.string().max(254).optional() })
        .optional(),
      deals: z
        .array(item.extend({ stage: words.optional(), amount: words.optional() }))
        .max(50)
        .default([]),
      cases: z
        .array(item.extend({ status: words.optional() }))
        .max(50)
        .default([]),
      fields: z
        .record(
          z.string().max(100),
          z.object({ value: z.string().max(5_000), changedAt: ms.optional() }),
        )
        .refine((fields) => Object.keys(fields).length <= 200, 'has too many fields')
        .default({}),
      updatedAt: ms.optional(),
    })
    .nullable(),
});

export const cardIn = ({ card }: z.output<typeof CardAnswer>): Card | undefined =>
  card === null ? undefined : (withoutUndefined(card) as Card);

export const Changes = z.object({
  changes: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ id: externalId, contactId: externalId, kind: z.literal('changed') }),
        z.object({ id: externalId, contactId: externalId, kind: z.literal('deleted') }),
        z.object({
          id: externalId,
          contactId: externalId,
          kind: z.literal('merged'),
          intoId: externalId,
        }),
      ]),
    )
    .max(1_000),
});

export const changesIn = ({ changes }: z.output<typeof Changes>): CrmChange[] =>
  changes.map(({ id, ...change }) => ({ dedupeKey: id, ...change }));

/** Optional means absent. */
const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
