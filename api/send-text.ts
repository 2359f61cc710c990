/** A text of any length goes out as it is made, and no faster than it is taken. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Operation, TextAnswer } from './operation.ts';

export async function sendText(
  { givesText = 'text/csv' }: Pick<Operation, 'givesText'>,
  request: Request,
  response: Response,
  { headers, chunks }: TextAnswer,
): Promise<void> {
  response.setHeader('content-type', `${givesText}; charset=utf-8`);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', 'no-store');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method === 'HEAD') {
    response.status(200).end();
    return;
  }
  try {
    await pipeline(Readable.from(chunks), response);
  } catch (error) {
    // Whoever asked has left, or the store broke in the middle: half of it must not look whole.
    if (!response.destroyed) response.destroy(error instanceof Error ? error : undefined);
  }
}
