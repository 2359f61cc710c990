import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Client } from '@hubspot/api-client';
import { CrmError } from '../crm.ts';
import type { CrmConnection } from '../crm.ts';
import type { Reach } from '../reach.ts';
import { createSession } from '../session.ts';
import type { Session } from '../session.ts';
import { failureOf, isStatus, refusalOf } from './errors.ts';
import type { HubspotSettings } from './settings.ts';

export type HubspotSession = Session<Client>;

/** The SDK is loaded by the first call, so that a process that never makes one does not carry it. */
export function hubspotSession(
  settings: HubspotSettings,
  { reach, keepCredentials }: { reach: Reach } & Pick<CrmConnection, 'keepCredentials'>,
): HubspotSession {
  const { baseUrl, accessToken, oauth } = settings;
  const httpAgent = agentFor(baseUrl, reach);
  const clientWith = async (token?: string): Promise<Client> => {
    if (!reach.isAllowed(baseUrl)) throw new CrmError('refused', 'The address is not public.');
    const sdk = await import('@hubspot/api-client');
    return new sdk.Client({
      basePath: baseUrl,
      ...(token !== undefined && { accessToken: token }),
      httpAgent,
      // Whether and when to try again is decided by who calls.
      numberOfApiCallRetries: 0,
    });
  };
  let refreshToken = oauth?.refreshToken;

  const renew = async (): Promise<Client> => {
    const { clientId, clientSecret } = oauth ?? {};
    const anonymous = await clientWith();
    const renewed = await anonymous.oauth.tokensApi
      .create('refresh_token', undefined, undefined, clientId, clientSecret, refreshToken)
      .catch((error: unknown) => {
        throw isFinal(error) ? revoked() : failureOf(error);
      });
    refreshToken = renewed.refreshToken;
    await keepCredentials({ accessToken: renewed.accessToken, refreshToken });
    return clientWith(renewed.accessToken);
  };

  return createSession({
    open: () => (accessToken === undefined ? undefined : clientWith(accessToken)),
    ...(oauth && { renew }),
    isExpired: (error) => isStatus(error, 401),
    failureOf,
  });
}

const revoked = () =>
  new CrmError('unauthorized', 'HubSpot takes the refresh token no more: connect it anew');

const isFinal = (error: unknown): boolean =>
  [400, 401, 403].includes(refusalOf(error)?.status ?? 0);

const silentForMs = 20_000;

/** The SDK waits for ever; a connection on which nothing comes is cut. */
function agentFor(url: string, reach: Reach): HttpAgent | HttpsAgent {
  const lookup = reach.lookupFor(url);
  const options = {
    ...{ keepAlive: true, maxSockets: 20, timeout: silentForMs },
    ...(lookup && { lookup }),
  };
  const agent = url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (...parameters) => {
    const socket = connect(...parameters);
    if (socket && 'setTimeout' in socket) {
      socket.once('timeout', () => socket.destroy(new Error('HubSpot was silent for too long')));
    }
    return socket;
  };
  return agent;
}
