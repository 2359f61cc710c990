import type { Connection } from 'jsforce/lib/connection.js';
import type { TokenResponse } from 'jsforce/lib/oauth2.js';
import { createRequire } from 'node:module';
import type * as Undici from 'undici';
import { CrmError } from '../crm.ts';
import type { CrmConnection } from '../crm.ts';
import type { Reach } from '../reach.ts';
import { createSession } from '../session.ts';
import type { Session } from '../session.ts';
import { codeOf, failureOf } from './errors.ts';
import type { SalesforceSettings } from './settings.ts';

export type SalesforceSession = Session<Connection>;

const version = '62.0';
const withinMs = 20_000;

/**
 * jsforce renews tokens itself, again and again for as long as Salesforce says 401; here that happens once per call, in
 * session.ts, so its connection gets no client to do it with.
 */
export function salesforceSession(
  settings: SalesforceSettings,
  { reach, keepCredentials }: { reach: Reach } & Pick<CrmConnection, 'keepCredentials'>,
): SalesforceSession {
  const { loginUrl, clientId, clientSecret, accessToken, instanceUrl } = settings;
  let { refreshToken } = settings;

  const connect = async (token: string, instance: string): Promise<Connection> => {
    const { Connection } = await jsforce(reach);
    return new Connection({ accessToken: token, instanceUrl: instance, version, logLevel: 'NONE' });
  };
  const renew = async (): Promise<Connection> => {
    if (!reach.isAllowed(loginUrl)) throw notPublic();
    const { OAuth2 } = await jsforce(reach);
    const oauth = new OAuth2({ loginUrl, clientId, clientSecret });
    const renewed = await (refreshToken === undefined
      ? oauth.requestToken({ grant_type: 'client_credentials' })
      : oauth.refreshToken(refreshToken));
    // Where it is set up to turn over, the old one is worth nothing from now on.
    refreshToken = renewed.refresh_token ?? refreshToken;
    const instance = instanceIn(renewed, reach);
    await keepCredentials({
      ...{ accessToken: renewed.access_token, instanceUrl: instance },
      ...(refreshToken !== undefined && { refreshToken }),
    });
    return connect(renewed.access_token, instance);
  };

  return createSession({
    open: () =>
      accessToken === undefined || instanceUrl === undefined
        ? undefined
        : connect(accessToken, instanceUrl),
    renew,
    isExpired: (error) => codeOf(error) === 'INVALID_SESSION_ID',
    failureOf,
  });
}

/** Only the parts that are used, without bulk, SOAP, streaming and the rest; by the first call only. */
async function jsforce(reach: Reach) {
  const [{ Connection }, { OAuth2 }, { setDefaults, setDispatcher }] = await Promise.all([
    import('jsforce/lib/connection.js'),
    import('jsforce/lib/oauth2.js'),
    import('jsforce/lib/request.js'),
  ]);
  // Its own waiting and trying again is off: that is decided by who calls. No redirect takes the token elsewhere.
  setDefaults({
    timeout: withinMs,
    retry: { maxRetries: 0, methods: [] },
    followRedirect: () => null,
  });
  setDispatcher(dispatcherFor(reach) as never);
  return { Connection, OAuth2 };
}

const dispatchers = new WeakMap<Reach, Undici.Agent>();

/** Of the undici that jsforce brings along: a version later than ours, so its fetch needs one of its own. */
function dispatcherFor(reach: Reach): Undici.Agent {
  const known = dispatchers.get(reach);
  if (known !== undefined) return known;
  const theirs = createRequire(import.meta.resolve('jsforce/lib/request.js'));
  const undici = theirs('undici') as typeof Undici;
  const limits = { headersTimeout: withinMs, bodyTimeout: withinMs, connections: 20 };
  const agent = new undici.Agent({ ...limits, connect: reach.connector });
  dispatchers.set(reach, agent);
  return agent;
}

/** The word of whoever gave the token; a redirect of sorts, so it is looked at again. */
function instanceIn({ instance_url }: TokenResponse, reach: Reach): string {
  const url = instance_url.replace(/\/+$/, '');
  if (!reach.isAllowed(url)) throw notPublic();
  return url;
}

const notPublic = () => new CrmError('refused', 'The address is not public.');
