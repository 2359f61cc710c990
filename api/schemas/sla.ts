import { z } from 'zod';
import { validateBusinessHours } from '../../domain/business-hours.ts';
import type { SlaConfiguration as Configuration } from '../../domain/sla.ts';
import { id, instant, name, text } from './common.ts';

const maxMinutes = 60 * 24 * 365;
const budgets = {
  firstResponseMinutes: z.number().positive().max(maxMinutes),
  nextResponseMinutes: z.number().positive().max(maxMinutes).optional(),
  resolutionHours: z
    .number()
    .positive()
    .max(maxMinutes / 60),
};

const Period = z.strictObject({
  start: z.string().meta({ example: '09:00' }),
  end: z.string().meta({ example: '12:30' }),
});
const periods = z.array(Period).max(12).optional();

const BusinessHours = z
  .strictObject({
    timezone: text(100).meta({ example: 'Europe/Berlin' }),
    schedule: z.strictObject({
      monday: periods,
      tuesday: periods,
      wednesday: periods,
      thursday: periods,
      friday: periods,
      saturday: periods,
      sunday: periods,
    }),
    holidays: z.array(z.string()).max(1000),
  })
  .superRefine((value, context) => {
    for (const problem of validateBusinessHours(value)) {
      const [field = '', ...message] = problem.split(': ');
      context.addIssue({ code: 'custom', path: pathOf(field), message: message.join(': ') });
    }
  })
  .meta({
    id: 'BusinessHours',
    description: 'end ≤ start means past midnight; 00:00–00:00 is the whole day.',
  });

const someBudgets = z.strictObject(budgets).partial();

export const SlaConfiguration = z
  .strictObject({
    ...budgets,
    businessHoursOnly: z.boolean(),
    businessHours: BusinessHours.optional(),
    warnAtShare: z.number().gt(0).lt(1).optional(),
    byPriority: z
      .strictObject({
        low: someBudgets.optional(),
        medium: someBudgets.optional(),
        high: someBudgets.optional(),
        urgent: someBudgets.optional(),
      })
      .optional(),
  })
  .superRefine((value, context) => {
    if (value.businessHoursOnly && !value.businessHours) {
      context.addIssue({
        code: 'custom',
        path: ['businessHours'],
        message: 'is needed when businessHoursOnly',
      });
    }
  })
  .meta({ id: 'SlaConfiguration' });

/** What was checked here is what the rules know. */
export const configurationOf = (checked: z.output<typeof SlaConfiguration>): Configuration =>
  JSON.parse(JSON.stringify(checked)) as Configuration;

export const SlaPolicy = z
  .object({ id, name: z.string(), config: SlaConfiguration, version: z.int(), createdAt: instant })
  .meta({ id: 'SlaPolicy' });

export const NewSlaPolicy = z.strictObject({ name, config: SlaConfiguration });

/** `schedule.monday[0].start` → its parts. */
const pathOf = (field: string): (string | number)[] =>
  field
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
