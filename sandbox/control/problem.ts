import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';

/** A refusal of the control API, as RFC 9457 has it. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

const titles: Record<number, string> = {
  400: 'The request cannot be used',
  403: 'Not from here',
  404: 'There is no such thing',
  409: 'Not in this state',
  413: 'The body is too large',
  415: 'Only JSON is understood',
};

export const asProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  response
    .status(status)
    .type('application/problem+json')
    .json({
      type: 'about:blank',
      title: titles[status] ?? 'The sandbox failed',
      status,
      detail: detailOf(error),
    });
};

function statusOf(error: unknown): number {
  if (error instanceof z.ZodError) return 400;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : 500;
}

function detailOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map((it) => `${it.path.join('.') || 'body'}: ${it.message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
