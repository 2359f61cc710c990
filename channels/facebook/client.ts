/** Calls of the Graph API for one Page. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { exchange, NoAnswer, type HttpAnswer } from '../http.ts';
import { parseJson } from '../json.ts';
import { lenient } from '../schema.ts';

/** The newest version in Meta's changelog of 2026-07-29; `credentials.graphVersion` sets another. */
export const graphVersion = 'v26.0';
const graphUrl = 'https://graph.facebook.com';

/** What Meta says went wrong (docs: Graph API, handling errors). */
const GraphErrorBody = z.object({
  error: z.object({
    code: z.int(),
    error_subcode: lenient(z.int()),
    message: lenient(z.string()),
    is_transient: lenient(z.boolean()),
  }),
});
export type GraphError = z.infer<typeof GraphErrorBody>['error'];

export interface GraphAnswer extends Omit<HttpAnswer, 'body'> {
  /** undefined: the body was no JSON. */
  body: unknown;
  error?: GraphError;
}

interface Call {
  method: 'GET' | 'POST';
  /** Ids and names, one a segment. */
  path: string[];
  query?: Record<string, string>;
  body?: unknown;
}

/** Whatever HTTP answer came, or a NoAnswer. */
export async function callGraph(
  account: ChannelAccount,
  { method, path, query, body }: Call,
  options: CallOptions,
): Promise<GraphAnswer> {
  const token = account.credentials.pageAccessToken ?? '';
  if (token === '') throw new NoAnswer('invalid', 'the account has no page access token');
  const version = account.credentials.graphVersion ?? graphVersion;
  const proof = proofOf(token, account.credentials.appSecret);
  const search = new URLSearchParams({ ...query, ...proof }).toString();
  const route = [version, ...path].map(segment).join('/');
  const base = (account.baseUrl ?? graphUrl).replace(/\/+$/, '');
  const url = `${base}/${route}${search && `?${search}`}`;
  const answer = await exchange(
    {
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
    options,
  );
  const read = parseJson(answer.body);
  const failed = GraphErrorBody.safeParse(read);
  return { ...answer, body: read, ...(failed.success && { error: failed.data.error }) };
}

/** Shows Meta that the caller of a token also has the app's secret. */
const proofOf = (token: string, appSecret: string | undefined) =>
  appSecret ? { appsecret_proof: createHmac('sha256', appSecret).update(token).digest('hex') } : {};

/** One segment of a path that stays one, whatever the id. */
function segment(text: string): string {
  if (/^\.*$/.test(text)) throw new NoAnswer('invalid', 'an id that no path can hold');
  return encodeURIComponent(text.toWellFormed());
}
