/** Calls of LinkedIn's versioned REST API (Rest.li protocol 2.0.0) for one organization. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { exchange, NoAnswer, type HttpAnswer, type HttpRequest } from '../http.ts';
import { parseJson } from '../json.ts';
import { lenient } from '../schema.ts';

/** A version lives about a year (learn.microsoft.com/linkedin, Versioning); `credentials.linkedinVersion` sets another. */
const apiVersion = '202607';
const apiUrl = 'https://api.linkedin.com';
const oauthUrl = 'https://www.linkedin.com';

/** What LinkedIn says went wrong (learn.microsoft.com/linkedin, Error handling). */
const Said = z.object({
  message: lenient(z.string()),
  serviceErrorCode: lenient(z.int()),
  code: lenient(z.string()),
});

export interface Answer extends Omit<HttpAnswer, 'body'> {
  /** undefined: the body was no JSON. */
  body: unknown;
  said: z.infer<typeof Said>;
}

interface Call {
  method: HttpRequest['method'];
  /** Below `/rest/`, of segments that are encoded already. */
  path: string;
  /** Values are encoded already: Rest.li tells its own brackets and commas from those within a value. */
  query?: Record<string, string>;
  /** The Rest.li method where HTTP has none for it. */
  restliMethod?: 'PARTIAL_UPDATE';
  body?: unknown;
}

/** Whatever HTTP answer came, or a NoAnswer. */
export async function callLinkedIn(
  account: ChannelAccount,
  { method, path, query = {}, restliMethod, body }: Call,
  options: CallOptions,
): Promise<Answer> {
  const { accessToken = '', linkedinVersion = apiVersion } = account.credentials;
  if (accessToken === '') throw new NoAnswer('invalid', 'the account has no access token');
  const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const url = `${baseOf(account, apiUrl)}/rest/${path}${search.length > 0 ? `?${search.join('&')}` : ''}`;
  const answer = await exchange(
    {
      method,
      url,
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json',
        'linkedin-version': linkedinVersion,
        'x-restli-protocol-version': '2.0.0',
        ...(restliMethod && { 'x-restli-method': restliMethod }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
    options,
  );
  return read(answer);
}

/** Calls of LinkedIn's OAuth server, which takes forms and no token. */
export async function callOAuth(
  account: ChannelAccount,
  path: 'accessToken' | 'introspectToken',
  form: Record<string, string>,
  options: CallOptions,
): Promise<Answer> {
  const answer = await exchange(
    {
      method: 'POST',
      url: `${baseOf(account, oauthUrl)}/oauth/v2/${path}`,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(form).toString(),
    },
    options,
  );
  return read(answer);
}

/** One value in a path or a query, brackets and all: they mean something to Rest.li. */
export function encoded(text: string): string {
  if (/^\.*$/.test(text)) throw new NoAnswer('invalid', 'an id that no path can hold');
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[()!'*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A key of several parts: `(actor:…,entity:…)`. */
export const keyed = (parts: Record<string, string>): string =>
  `(${Object.entries(parts)
    .map(([name, value]) => `${name}:${encoded(value)}`)
    .join(',')})`;

/** The comments of a post, or the answers to a comment. */
export const commentsPath = (urn: string): string => `socialActions/${encoded(urn)}/comments`;

const baseOf = ({ baseUrl }: ChannelAccount, real: string): string =>
  (baseUrl ?? real).replace(/\/+$/, '');

function read(answer: HttpAnswer): Answer {
  const body = parseJson(answer.body);
  return { ...answer, body, said: Said.safeParse(body).data ?? {} };
}
