import { z } from 'zod';
import { timeZoneNamed } from '../../domain/business-hours.ts';
import { id, idOr, instant, listOf, namedPlatform } from './common.ts';

const timezone = z
  .string()
  .max(100)
  .refine((name) => timeZoneNamed(name) !== undefined, 'must be a time zone like Europe/Berlin')
  .transform((name) => timeZoneNamed(name) ?? name)
  .default('UTC');

const day = 86_400_000;
const mostDays = 400;

/** The last seven days where nothing else is asked. */
export const spanFields = {
  from: instant.optional().meta({ description: 'Seven days before `to` where absent.' }),
  to: instant.optional().meta({ description: 'Now, where absent.' }),
  teamId: idOr('none').optional(),
  platform: listOf(namedPlatform).optional(),
};
export const zoned = { ...spanFields, timezone };

export interface Span {
  from: Date;
  to: Date;
  teamId?: string | undefined;
  platform?: readonly string[] | undefined;
}

/** @returns the span, or which field is wrong and how */
export function spanOf(
  asked: { from?: string | undefined; to?: string | undefined } & Omit<Span, 'from' | 'to'>,
  now: number,
): Span | { field: string; message: string } {
  const to = asked.to === undefined ? now : Date.parse(asked.to);
  const from = asked.from === undefined ? to - 7 * day : Date.parse(asked.from);
  if (from >= to) return { field: 'from', message: 'must be before to' };
  if (to - from > mostDays * day) {
    return { field: 'from', message: `must be at most ${String(mostDays)} days before to` };
  }
  const { teamId, platform } = asked;
  return { from: new Date(from), to: new Date(to), teamId, platform };
}

const share = z
  .number()
  .min(0)
  .max(1)
  .optional()
  .meta({ description: 'Absent where nothing counts.' });
const seconds = z.number().optional();

const Attainment = z.object({ met: z.int(), breached: z.int(), share }).meta({
  id: 'Attainment',
  description: 'Promises that ended in the span; cancelled ones do not count.',
});

const Figures = z
  .object({
    from: instant,
    to: instant,
    newConversations: z.int(),
    resolvedConversations: z.int().meta({ description: 'In the span, whenever they began.' }),
    resolutionRate: share.meta({
      description: 'Of those that began in the span, how many are resolved by now.',
    }),
    firstResponseSeconds: z.object({ median: seconds, p90: seconds }),
    answeredWithin: z.object({ hour: share, day: share }).meta({
      description:
        'Of those that began in the span: answered in time, of all that were answered or had that long.',
    }),
    attainment: z.object({
      firstResponse: Attainment,
      nextResponse: Attainment,
      resolution: Attainment,
    }),
    byPlatform: z.record(z.string(), z.int()).meta({ description: 'New conversations.' }),
  })
  .meta({ id: 'ReportFigures' });
export type Figures = z.output<typeof Figures>;

export const Summary = z.object({ current: Figures, previous: Figures }).meta({
  id: 'ReportSummary',
  description: 'The span, and the one of the same length before it.',
});
export type SummaryJson = z.output<typeof Summary>;

export const Volume = z
  .object({
    buckets: z.array(z.object({ at: instant, created: z.int(), resolved: z.int() })),
  })
  .meta({ id: 'ReportVolume' });
export type VolumeJson = z.output<typeof Volume>;

export const HeatMap = z
  .object({
    cells: z.array(
      z.object({
        weekday: z.int().min(1).max(7).meta({ description: '1 is Monday.' }),
        hour: z.int().min(0).max(23),
        conversations: z.int(),
        met: z.int(),
        breached: z.int(),
        medianFirstResponseSeconds: seconds,
      }),
    ),
  })
  .meta({ id: 'ReportHeatMap', description: 'By when they began; hours without any are absent.' });
export type HeatMapJson = z.output<typeof HeatMap>;

const atOnce = {
  waiting: z.int().meta({ description: 'In the queue.' }),
  oldestWaitingSince: instant.optional(),
  atRisk: z.int(),
  breached: z.int(),
  open: z.int(),
  unassigned: z.int().meta({ description: 'Open, and nobody’s.' }),
};

export const Wallboard = z
  .object({
    at: instant,
    ...atOnce,
    agents: z.array(
      z.object({
        agentId: id,
        name: z.string(),
        teamId: id.optional(),
        availability: z.enum(['online', 'away', 'offline']),
        load: z.int(),
        capacity: z.int(),
        isConnected: z.boolean().optional().meta({
          description: 'A client of theirs shows signs of life; absent where none ever did.',
        }),
      }),
    ),
    teams: z.array(z.object({ teamId: id.optional(), name: z.string(), ...atOnce })),
    platforms: z.array(z.object({ platform: z.string(), ...atOnce })),
  })
  .meta({ id: 'Wallboard', description: 'At most half a second old.' });
export type WallboardJson = z.output<typeof Wallboard>;
