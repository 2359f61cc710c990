import { CrmError } from './crm.ts';

/** Does a call with a token that is good, as far as can be known. What it fails with is always a CrmError. */
export type Session<Client> = <Result>(
  work: (client: Client) => Promise<Result>,
) => Promise<Result>;

export interface SessionParts<Client> {
  /** With the token that is at hand; undefined: there is none yet. */
  open: () => Promise<Client> | undefined;
  /** With a new token. Absent: nothing but a person gets another one. */
  renew?: () => Promise<Client>;
  /** The token has run out; a new one may help. */
  isExpired: (error: unknown) => boolean;
  failureOf: (error: unknown) => CrmError;
}

/** Whoever notices first that the token ran out renews it, all others wait for that, and each call is done once more. */
export function createSession<Client>(parts: SessionParts<Client>): Session<Client> {
  const { open, renew, isExpired, failureOf } = parts;
  let current: Promise<Client> | undefined;

  const begin = (client: Promise<Client>): Promise<Client> => {
    current = client;
    client.catch(() => {
      // The next call tries anew, instead of failing for ever with this one.
      if (current === client) current = undefined;
    });
    return client;
  };
  const first = () => begin(open() ?? renewed());
  const renewed = () =>
    renew?.() ?? Promise.reject(new CrmError('unauthorized', 'no credentials are given'));

  return async (work) => {
    const used = current ?? first();
    try {
      return await work(await used);
    } catch (error) {
      if (renew === undefined || !isExpired(error)) throw failureOf(error);
    }
    try {
      const next = current === used || current === undefined ? begin(renewed()) : current;
      return await work(await next);
    } catch (error) {
      throw failureOf(error);
    }
  };
}
