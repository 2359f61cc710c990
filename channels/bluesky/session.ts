/**
 * Sessions of accounts, by their app passwords: begun and renewed by Bluesky's own library, and kept in this process. The
 * service that was asked is gone on with: the address of another, which an answer may name, is nobody's here to follow.
 */
import type { CredentialSession } from '@atproto/api';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { exchange, NoAnswer, type HttpAnswer } from '../http.ts';
import { digest } from '../keys.ts';

/** Bluesky did not let us in, or not for now: the answer says why. */
export class LoginRefused extends Error {
  override name = 'LoginRefused';
  readonly answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    super(`Bluesky answered ${String(answer.status)} to the app password`);
    this.answer = answer;
  }
}

export interface Session {
  accessJwt: string;
  did: string;
}

interface Kept {
  fingerprint: string;
  session: Promise<CredentialSession>;
}

const serviceUrl = 'https://bsky.social';
const kept = new Map<string, Kept>();
/** A login is one or two calls; no waiter with less time holds the others up. */
const loginMs = 15_000;

export const serviceOf = ({ baseUrl = serviceUrl }: Pick<ChannelAccount, 'baseUrl'>): string =>
  baseUrl.replace(/\/+$/, '');

/**
 * @param spent the token that Bluesky has just called expired: the session is renewed, or begun anew
 * @throws LoginRefused; NoAnswer `not_sent` on an outage: whatever it was for has not left
 */
export async function sessionOf(
  account: ChannelAccount,
  options: CallOptions,
  spent?: string,
): Promise<Session> {
  const { identifier = '', appPassword = '' } = account.credentials;
  if (identifier === '' || appPassword === '') {
    throw new NoAnswer('invalid', 'the account has no app password');
  }
  const fingerprint = digest(JSON.stringify([serviceOf(account), identifier, appPassword]));
  const known = kept.get(account.id);
  const mine =
    known?.fingerprint === fingerprint ? known : keep(account, fingerprint, begun(account));
  const session = await tokenOf(mine, options);
  if (session.accessJwt !== spent) return session;
  // Of all who found it spent, the first has it renewed.
  const now = kept.get(account.id);
  const next =
    now && now !== mine
      ? now
      : keep(
          account,
          fingerprint,
          mine.session.then((it) => renewed(it, account)),
          mine,
        );
  return tokenOf(next, options);
}

/** @param before what is gone back to after an outage: a renewal costs nothing, a login is one of 300 a day */
function keep(
  account: ChannelAccount,
  fingerprint: string,
  session: Kept['session'],
  before?: Kept,
): Kept {
  const mine = { fingerprint, session };
  kept.set(account.id, mine);
  session.catch((error: unknown) => {
    if (kept.get(account.id) !== mine) return;
    if (before && error instanceof NoAnswer) kept.set(account.id, before);
    else kept.delete(account.id);
  });
  return mine;
}

async function tokenOf(mine: Kept, options: CallOptions): Promise<Session> {
  const { session } = await within(mine.session, options);
  if (session === undefined) throw new NoAnswer('not_sent', 'the session ended meanwhile');
  return session;
}

async function begun(account: ChannelAccount): Promise<CredentialSession> {
  // Its lexicons take a quarter of a second and 65 MB: only processes that speak with Bluesky pay.
  const { CredentialSession: Credentials } = await import('@atproto/api');
  const service = URL.parse(serviceOf(account));
  if (service === null) throw new NoAnswer('invalid', 'the address is not a URL');
  const session = new Credentials(service);
  const { identifier = '', appPassword = '' } = account.credentials;
  await answered(session, () => session.login({ identifier, password: appPassword }));
  return session;
}

async function renewed(
  session: CredentialSession,
  account: ChannelAccount,
): Promise<CredentialSession> {
  try {
    await answered(session, () => session.refreshSession());
    return session;
  } catch (error) {
    // The refresh token is spent too, or was taken back.
    if (error instanceof LoginRefused && error.answer.status < 429) return begun(account);
    throw error;
  }
}

/** Makes the library's call; what it throws is told by the exchange underneath. */
async function answered(session: CredentialSession, call: () => Promise<unknown>): Promise<void> {
  let last: HttpAnswer | undefined;
  let failure: unknown;
  const deadline = Date.now() + loginMs;
  session.setFetch(async (input, init) => {
    last = undefined;
    const request = new Request(input, init);
    const body = await request.text();
    const { headers } = request;
    // The library drops what an address has beyond its host.
    const { pathname, search } = new URL(request.url);
    const url = session.serviceUrl.href.replace(/\/+$/, '') + pathname + search;
    const method = request.method === 'GET' ? 'GET' : 'POST';
    try {
      last = await exchange(
        { method, url, headers: Object.fromEntries(headers), ...(body !== '' && { body }) },
        { deadline },
      );
    } catch (error) {
      failure = error;
      throw error;
    }
    return responseOf(last);
  });
  try {
    await call();
  } catch (error) {
    if (last && last.status >= 400 && last.status < 500) throw new LoginRefused(last);
    const isInvalid = failure instanceof NoAnswer && failure.kind === 'invalid';
    const kind = isInvalid ? 'invalid' : 'not_sent';
    throw new NoAnswer(kind, 'Bluesky could not be logged in to', { cause: error });
  }
}

function responseOf({ status, headers, body }: HttpAnswer): Response {
  const type = headers['content-type'] ?? 'application/json';
  const bodyOrNone = status === 204 || status === 304 ? null : new Uint8Array(body);
  return new Response(bodyOrNone, { status, headers: { 'content-type': type } });
}

async function within<T>(
  promise: Promise<T>,
  { deadline, now = Date.now }: CallOptions,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const left = Math.max(0, Math.min(deadline - now(), 2 ** 31 - 1));
    timer = setTimeout(() => {
      reject(new NoAnswer('not_sent', 'Bluesky let us in too late'));
    }, left);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
