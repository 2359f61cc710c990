/** Calls of the X API v2 for one account. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { exchange, NoAnswer, type HttpAnswer, type HttpRequest } from '../http.ts';
import { parseJson } from '../json.ts';
import { goodOf, lenient } from '../schema.ts';
import { usageOf } from './rate-limits.ts';

export const title = 'X';
const apiUrl = 'https://api.x.com';

const Told = {
  title: lenient(z.string()),
  detail: lenient(z.string()),
  type: lenient(z.string()),
};

/**
 * What X says went wrong, in its several forms: a problem (docs.x.com, response codes and errors), a list of them beside
 * or instead of data, v1.1's codes, OAuth's own.
 */
const Problem = z.object({
  ...Told,
  error: lenient(z.string()),
  error_description: lenient(z.string()),
  errors: lenient(
    goodOf(z.object({ ...Told, code: lenient(z.int()), message: lenient(z.string()) })),
  ),
  data: z.unknown().optional(),
});

export interface XProblem {
  /** v1.1's number, or the last word of the problem's address. */
  code?: string;
  detail: string;
}

export interface XAnswer extends Omit<HttpAnswer, 'body'> {
  /** undefined: the body was no JSON. */
  body: unknown;
  /** Absent where there is data: then problems are about parts of it. */
  problem?: XProblem;
}

export interface Call {
  method: HttpRequest['method'];
  /** Ids and names, one a segment, after the version. */
  path: string[];
  query?: Record<string, string>;
  body?: unknown;
  /** Instead of it: multipart, put together already. */
  form?: { bytes: Buffer; type: string };
  /** `app`: with the app's own token instead of the account's. */
  as?: 'account' | 'app';
}

/** Whatever HTTP answer came, or a NoAnswer. */
export async function callX(
  account: ChannelAccount,
  { method, path, query, body, form, as = 'account' }: Call,
  options: CallOptions,
): Promise<XAnswer> {
  const { accessToken = '', bearerToken = '' } = account.credentials;
  const token = as === 'app' ? bearerToken : accessToken;
  if (token === '') throw new NoAnswer('invalid', 'the account has no token');
  const search = new URLSearchParams(query).toString();
  return exchangeWithX(
    account,
    {
      method,
      route: `${path.map(segment).join('/')}${search && `?${search}`}`,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(form && { 'content-type': form.type }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form && { body: form.bytes }),
    },
    options,
  );
}

/** By its own authorization: the exchange of tokens has another. */
export async function exchangeWithX(
  account: ChannelAccount,
  { route, headers, ...request }: Omit<HttpRequest, 'url'> & { route: string },
  options: CallOptions,
): Promise<XAnswer> {
  const url = `${apiOf(account)}/${route}`;
  const answer = await exchange(
    { ...request, url, headers: { accept: 'application/json', ...headers } },
    options,
  );
  const usage = usageOf(answer.headers);
  if (usage) options.onUsage?.(usage);
  const body = parseJson(answer.body);
  const problem = problemIn(body);
  return { ...answer, body, ...(problem && { problem }) };
}

/** Where its version begins; no slash at its end. */
export const apiOf = ({ baseUrl = apiUrl }: ChannelAccount): string =>
  `${baseUrl.replace(/\/+$/, '')}/2`;

function problemIn(body: unknown): XProblem | undefined {
  const parsed = Problem.safeParse(body);
  if (!parsed.success || parsed.data.data !== undefined) return undefined;
  const { errors = [], error, error_description: description, ...told } = parsed.data;
  const [first] = errors;
  const type = told.type ?? first?.type;
  const code = first?.code ?? error ?? /^https:.*\/([\w-]+)$/.exec(type ?? '')?.[1];
  const details = [first?.message, told.detail ?? first?.detail, description];
  const detail = details.find(Boolean) ?? told.title ?? first?.title ?? '';
  if (code === undefined && detail === '') return undefined;
  return { detail, ...(code !== undefined && { code: String(code).slice(0, 100) }) };
}

/** One segment of a path that stays one, whatever the id. */
function segment(text: string): string {
  if (/^\.*$/.test(text)) throw new NoAnswer('invalid', 'an id that no path can hold');
  return encodeURIComponent(text.toWellFormed());
}
