/** Calls of Bluesky's services for one account: all of them go to its own, which passes on what is another's. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { exchange, type HttpAnswer } from '../http.ts';
import { parseJson } from '../json.ts';
import { lenient } from '../schema.ts';
import { usageOf } from './rate-limits.ts';
import { LoginRefused, serviceOf, sessionOf, type Session } from './session.ts';

export const title = 'Bluesky';

/** Direct messages are a service of their own (docs.bsky.app, direct messages). */
const chatService = 'did:web:api.bsky.chat#bsky_chat';

const Told = z.object({ error: z.string(), message: lenient(z.string()) });

export interface BlueskyAnswer extends Omit<HttpAnswer, 'body'> {
  /** undefined: the body was no JSON. */
  body: unknown;
  error?: { name: string; message: string };
}

export interface Call {
  method: 'GET' | 'POST';
  /** The method's name: `app.bsky.feed.getPosts`. */
  nsid: string;
  query?: Record<string, string | readonly string[]>;
  body?: unknown;
  /** Instead of a body. */
  file?: { bytes: Buffer; type: string };
  /** For the service of direct messages. */
  isChat?: boolean;
}

/**
 * Whatever answer came, or a NoAnswer. Where nobody was let in, that answer: the call itself has not left. A token that
 * is spent is renewed and the call made again: the first one was refused.
 */
export async function callBluesky(
  account: ChannelAccount,
  call: Call,
  options: CallOptions,
): Promise<BlueskyAnswer> {
  try {
    const session = await sessionOf(account, options);
    const answer = await exchangeWithBluesky(account, session, call, options);
    if (!isSpent(answer)) return answer;
    const fresh = await sessionOf(account, options, session.accessJwt);
    return await exchangeWithBluesky(account, fresh, call, options);
  } catch (error) {
    if (error instanceof LoginRefused) return read(error.answer);
    throw error;
  }
}

/** The account's own repository is named by it. */
export async function didOf(account: ChannelAccount, options: CallOptions): Promise<string> {
  const { did } = await sessionOf(account, options);
  return did;
}

async function exchangeWithBluesky(
  account: ChannelAccount,
  { accessJwt }: Session,
  { method, nsid, query = {}, body, file, isChat = false }: Call,
  options: CallOptions,
): Promise<BlueskyAnswer> {
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one.toWellFormed()]),
    ),
  ).toString();
  const answer = await exchange(
    {
      method,
      url: `${serviceOf(account)}/xrpc/${nsid}${search && `?${search}`}`,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${accessJwt}`,
        ...(isChat && { 'atproto-proxy': chatService }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(file && { 'content-type': file.type }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file && { body: file.bytes }),
    },
    options,
  );
  const usage = usageOf(answer.headers);
  if (usage) options.onUsage?.(usage);
  return read(answer);
}

function read(answer: HttpAnswer): BlueskyAnswer {
  const body = parseJson(answer.body);
  const told = answer.status < 400 ? undefined : Told.safeParse(body).data;
  return {
    ...answer,
    body,
    ...(told && { error: { name: told.error.slice(0, 100), message: told.message ?? '' } }),
  };
}

/** An app password without permission for direct messages is called an invalid token too: no renewal helps. */
export const isWithoutScope = ({ error }: Pick<BlueskyAnswer, 'error'>): boolean =>
  error !== undefined && /^bad token (scope|method)/i.test(error.message);

/** A server of one's own may keep records and know no service that shows posts and profiles. */
export const isNotServed = ({ status, error }: Pick<BlueskyAnswer, 'status' | 'error'>): boolean =>
  status === 501 || /^no service configured/i.test(error?.message ?? '');

const isSpent = (answer: BlueskyAnswer): boolean =>
  answer.status < 500 &&
  (answer.status === 401 || ['ExpiredToken', 'InvalidToken'].includes(answer.error?.name ?? '')) &&
  !isWithoutScope(answer);
