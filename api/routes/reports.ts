/** How the desk does: the last days, and this second. For those who see every team. */
import { z } from 'zod';
import { invalid } from '../../domain/errors.ts';
import { audited } from '../audit.ts';
import { onceIn } from '../once-in.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { conversationLines } from '../reads/reports/export.ts';
import { figuresOf, previous } from '../reads/reports/summary.ts';
import { heatMapOf, volumeOf } from '../reads/reports/volume.ts';
import { boardOf, takeSnapshot } from '../reads/reports/wallboard.ts';
import {
  HeatMap,
  spanFields,
  spanOf,
  Summary,
  Volume,
  Wallboard,
  zoned,
  type Span,
} from '../schemas/report.ts';

/** A bar each: more than this nobody tells apart. */
const mostBuckets = 1000;
const hour = 3_600_000;
const facts = { method: 'get', tag: 'Reports', permission: 'reports.read' } as const;

export function reportOperations({ prisma, readPool }: Parts): Operation[] {
  // A screen that asks each second shows what is not older than a second and a half.
  const snapshot = onceIn(500, () => takeSnapshot(readPool));
  return [
    operation({
      ...facts,
      path: '/reports/summary',
      id: 'getReportSummary',
      summary: 'First responses, resolutions and promises kept in a span, and in the one before it',
      query: z.strictObject(spanFields),
      answer: Summary,
      async handle({ query }) {
        const span = requireSpan(query);
        const current = await figuresOf(readPool, span);
        return { body: { current, previous: await figuresOf(readPool, previous(span)) } };
      },
    }),
    operation({
      ...facts,
      path: '/reports/volume',
      id: 'getReportVolume',
      summary: 'New and resolved conversations by day or hour, where their time zone begins them',
      query: z.strictObject({ ...zoned, by: z.enum(['day', 'hour']).default('day') }),
      answer: Volume,
      async handle({ query: { by, timezone, ...asked } }) {
        const span = requireSpan(asked);
        if (by === 'hour' && span.to.getTime() - span.from.getTime() > mostBuckets * hour) {
          throw invalid('by', `hour is for at most ${String(mostBuckets)} hours`);
        }
        return { body: await volumeOf(readPool, span, { by, timezone }) };
      },
    }),
    operation({
      ...facts,
      path: '/reports/heat-map',
      id: 'getReportHeatMap',
      summary: 'First responses by the weekday and hour at which conversations began',
      query: z.strictObject(zoned),
      answer: HeatMap,
      handle: async ({ query: { timezone, ...asked } }) => ({
        body: await heatMapOf(readPool, requireSpan(asked), timezone),
      }),
    }),
    operation({
      ...facts,
      path: '/reports/conversations.csv',
      id: 'exportConversations',
      summary:
        'The conversations that began in a span, as a file for spreadsheets; without what was said',
      permission: 'conversations.export',
      givesText: 'text/csv',
      query: z.strictObject(spanFields),
      async handle({ query, caller }) {
        const span = requireSpan(query);
        await audited(prisma, caller, 'conversations.exported', () =>
          Promise.resolve({ target: 'conversations', data: span, result: undefined }),
        );
        const headers = { 'content-disposition': 'attachment; filename="conversations.csv"' };
        return { text: { headers, chunks: conversationLines(readPool, span) } };
      },
    }),
    operation({
      ...facts,
      path: '/wallboard',
      id: 'getWallboard',
      summary: 'How things stand this second; cheap enough to ask each second',
      query: z.strictObject({ teamId: spanFields.teamId, platform: spanFields.platform }),
      answer: Wallboard,
      handle: async ({ query }) => ({ body: boardOf(await snapshot(), query) }),
    }),
  ];
}

function requireSpan(asked: Parameters<typeof spanOf>[0]): Span {
  const span = spanOf(asked, Date.now());
  if ('field' in span) throw invalid(span.field, span.message);
  return span;
}
