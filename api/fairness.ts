/** One caller may not take the whole process: what they have under way at once is bounded. */
import type { RequestHandler } from 'express';
import { CareError } from '../domain/errors.ts';
import type { Caller } from './authenticate.ts';

/** Far above what a person's client or a careful script does. */
export const defaultUnderWay = 256;

/** Mounted behind the authentication, before any body is read. */
export function limitUnderWay(most: number): RequestHandler {
  const underWay = new Map<string, number>();
  return (_request, response, next) => {
    const { sessionId, tokenId, key } = response.locals['caller'] as Caller;
    const name = sessionId ?? tokenId ?? key;
    const before = underWay.get(name) ?? 0;
    if (before >= most) {
      throw new CareError('too_many_requests', `${String(most)} requests are under way already.`, {
        retryAfterSeconds: 1,
      });
    }
    underWay.set(name, before + 1);
    response.once('close', () => {
      const left = (underWay.get(name) ?? 1) - 1;
      if (left === 0) underWay.delete(name);
      else underWay.set(name, left);
    });
    next();
  };
}
