import type { Request } from 'express';
import { cleanText } from '../channels/text.ts';
import { sessionCookieIn, type SessionCookie } from './cookies.ts';

/** What a request says of where it comes from. */
export interface Client {
  address: string;
  userAgent: string;
  cookie: SessionCookie | undefined;
}

export const clientOf = (request: Request): Client => ({
  address: request.ip ?? '',
  userAgent: cleanText(request.get('user-agent') ?? '').slice(0, 300),
  cookie: sessionCookieIn(request.headers.cookie),
});
