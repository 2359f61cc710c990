import { z } from 'zod';
import { instant, platform } from './common.ts';

const cost = z.number().meta({ description: 'In the currency of OPENAI_PRICE_IN and _OUT.' });

const accepted = {
  offered: z.int().meta({ description: 'Rounds that offered anything of it.' }),
  used: z.int().meta({ description: 'Rounds of which that was sent.' }),
  acceptance: z.number().min(0).max(1).optional(),
};

export const AssistReport = z
  .object({
    from: instant,
    to: instant,
    model: z.string().optional().meta({ description: 'That of now; absent: there is none.' }),
    suggestions: z.object({
      rounds: z.int().meta({ description: 'Bursts of messages that were looked at.' }),
      nothingFound: z.int(),
      byModel: z.int(),
      bySearch: z.int(),
      fallbacks: z
        .record(z.string(), z.int())
        .meta({ description: 'Rounds that the model was to make and search made, by why.' }),
      offered: z.int().meta({ description: 'Rounds with anything to choose from.' }),
      used: z.int().meta({ description: 'Rounds of which one was sent.' }),
      unchanged: z.int().meta({ description: 'Of those, as it was suggested.' }),
      edited: z.int(),
      dismissed: z
        .int()
        .meta({ description: 'Rounds of which one was called wrong, and none sent.' }),
      acceptance: z.number().min(0).max(1).optional(),
      medianEditDistance: z
        .number()
        .optional()
        .meta({ description: 'Characters that were changed, of those that were sent.' }),
    }),
    bySource: z
      .array(z.object({ kind: z.enum(['article', 'canned_reply', 'conversation']), ...accepted }))
      .meta({ description: 'By what they were made of; one may be made of several.' }),
    byAccount: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        platform,
        ...accepted,
        medianEditDistance: z.number().optional(),
      }),
    ),
    calls: z.array(
      z.object({
        purpose: z.enum(['suggest', 'rewrite', 'translate', 'summary', 'search', 'index']),
        outcome: z.string(),
        calls: z.int(),
        tokensIn: z.int(),
        tokensOut: z.int(),
        cost,
        medianMs: z.number().optional(),
      }),
    ),
    tokens: z.int(),
    cost,
    today: z
      .object({
        tokens: z.int(),
        tokensAllowed: z.int(),
        cost,
        costAllowed: z.number().optional(),
      })
      .meta({ description: 'Against the budget of a day of UTC.' }),
  })
  .meta({ id: 'AssistReport' });
export type AssistReportJson = z.output<typeof AssistReport>;
