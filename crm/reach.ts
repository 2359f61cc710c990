import { isIP } from 'node:net';
import { buildConnector } from 'undici';
import { guardedConnector, NotPublic, publicLookup } from '../files/guard.ts';
import { isPublic } from '../files/public-address.ts';

/** Where a CRM may be: at public https addresses, and wherever the desk's own configuration says. */
export interface Reach {
  isAllowed(url: string): boolean;
  /** For Node's agents: names that lead to private addresses lead nowhere. Undefined: this origin is trusted. */
  lookupFor(url: string): typeof publicLookup | undefined;
  /** For undici, whichever origin it is asked for. */
  connector: buildConnector.connector;
}

export function reachOf(trustedOrigins: readonly string[]): Reach {
  const isTrusted = (url: string) =>
    URL.canParse(url) && trustedOrigins.includes(new URL(url).origin);
  const open = buildConnector({ timeout: 5_000 });
  const guarded = guardedConnector();
  return {
    isAllowed: (url) => isTrusted(url) || isPublicHttps(url),
    lookupFor: (url) => (isTrusted(url) ? undefined : publicLookup),
    connector(options, callback) {
      const { protocol, host = options.hostname } = options;
      if (isTrusted(`${protocol}//${host}`)) open(options, callback);
      else if (protocol === 'https:') guarded(options, callback);
      else callback(new NotPublic('not https'), null);
    },
  };
}

/** An IP address is not looked up, so it is judged here. */
function isPublicHttps(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return protocol === 'https:' && (isIP(host) === 0 || isPublic(host));
}
