/** What the assistant did in a span, what it cost, and what people made of it. */
import { z } from 'zod';
import { invalid } from '../../domain/errors.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { assistFigures } from '../reads/reports/assist.ts';
import { AssistReport } from '../schemas/assist-report.ts';
import { spanFields, spanOf } from '../schemas/report.ts';

export function assistReport({ readPool, model }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/reports/assist',
      id: 'getAssistReport',
      summary: 'Suggestions and what became of them; calls of the language model and their cost',
      tag: 'Reports',
      permission: 'reports.read',
      query: z.strictObject({ from: spanFields.from, to: spanFields.to }),
      answer: AssistReport,
      async handle({ query }) {
        const span = spanOf(query, Date.now());
        if ('field' in span) throw invalid(span.field, span.message);
        return { body: await assistFigures(readPool, span, model?.name) };
      },
    }),
  ];
}
