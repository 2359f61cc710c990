/** Calls of the Graph API for one Page or one Instagram account. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { exchange, NoAnswer, type HttpAnswer, type HttpRequest } from '../http.ts';
import { parseJson } from '../json.ts';
import { lenient } from '../schema.ts';
import type { Refusal } from './refusals.ts';
import { usageOf } from './usage.ts';

/** The newest version in Meta's changelog of 2026-07-29; `credentials.graphVersion` sets another. */
export const graphVersion = 'v26.0';

/** What a platform of Meta's has of its own. */
export interface Room {
  /** The platform's name as people write it. */
  title: string;
  /** Where its graph is, unless the account says otherwise. */
  hostOf: (account: ChannelAccount) => string;
  tokenOf: (account: ChannelAccount) => string | undefined;
  /** By `code/subcode`, then by `code`. */
  refusals: ReadonlyMap<string, Refusal>;
}

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
  method: HttpRequest['method'];
  /** Ids and names, one a segment. */
  path: string[];
  query?: Record<string, string>;
  body?: unknown;
  /** Of the few that stand beside all versions. */
  isUnversioned?: boolean;
}

/** Whatever HTTP answer came, or a NoAnswer. */
export async function callGraph(
  { title, hostOf, tokenOf }: Room,
  account: ChannelAccount,
  { method, path, query, body, isUnversioned = false }: Call,
  options: CallOptions,
): Promise<GraphAnswer> {
  const token = tokenOf(account) ?? '';
  if (token === '') throw new NoAnswer('invalid', `the ${title} account has no access token`);
  const version = account.credentials.graphVersion ?? graphVersion;
  const proof = proofOf(token, account.credentials.appSecret);
  const search = new URLSearchParams({ ...query, ...proof }).toString();
  const route = [...(isUnversioned ? [] : [version]), ...path].map(segment).join('/');
  const base = (account.baseUrl ?? hostOf(account)).replace(/\/+$/, '');
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
  const usage = usageOf(answer.headers, (options.now ?? Date.now)());
  if (usage) options.onUsage?.(usage);
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
