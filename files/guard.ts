/** Connections that lead to public addresses only: what is checked is what is connected to, so that no name can change between. */
import { lookup as dnsLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublic } from './public-address.ts';

/** The name leads, or the address is, somewhere that is not the public internet. */
export class NotPublic extends Error {
  override name = 'NotPublic';
}

/** As `dns.lookup` with `all`; it gives no addresses with an error, whatever its type says. */
export type Lookup = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void,
) => void;

const connectWithinMs = 5_000;

export interface Guard {
  lookup: Lookup;
  isAllowed: (address: string) => boolean;
}

/** For undici's `connect`. A name with any address that is not public is refused as a whole. */
export function guardedConnector({
  lookup = dnsLookup,
  isAllowed = isPublic,
}: Partial<Guard> = {}): buildConnector.connector {
  const guard = { lookup, isAllowed };
  const connect = buildConnector({ timeout: connectWithinMs, lookup: guarded(guard) });
  return (options, callback) => {
    // Node looks no IP address up, so these are checked here.
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0 && !isAllowed(host)) callback(new NotPublic('not public'), null);
    else connect(options, callback);
  };
}

/** For Node's own agents. They look no IP address up: who uses this checks those. */
export const publicLookup: LookupFunction = (...parameters) => {
  guarded({ lookup: dnsLookup, isAllowed: isPublic })(...parameters);
};

const guarded =
  ({ lookup, isAllowed }: Guard): LookupFunction =>
  (hostname, { all, ...options }, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses;
      if (error) callback(error, '');
      else if (!first || !addresses.every(({ address }) => isAllowed(address))) {
        callback(new NotPublic('not public'), '');
      } else if (all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
