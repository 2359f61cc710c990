/** Addresses by which a platform fetches one file for an hour: whoever has one needs no token. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const lifeMs = 60 * 60_000;

export interface Links {
  /** The path below the desk's public address. */
  pathTo(fileId: string, now?: number): string;
  /** The file that a token of ours is for; undefined: it is not ours, was changed, or its time is over. */
  read(token: string, now?: number): string | undefined;
}

/** @param secretKeys the first signs, all of them count: so the key can be changed */
export function createLinks(secretKeys: readonly Buffer[]): Links {
  const keys = secretKeys.map((key) =>
    Buffer.from(hkdfSync('sha256', key, '', 'careline file links 1', 32)),
  );
  return {
    pathTo(fileId, now = Date.now()) {
      const [key] = keys;
      if (!key) throw new Error('there is no key to sign with');
      const claim = `${fileId}.${Math.ceil((now + lifeMs) / 1000)}`;
      return `/files/${claim}.${mac(key, claim).toString('base64url')}`;
    },
    read(token, now = Date.now()) {
      const [fileId = '', until = '', given = '', ...more] = token.split('.');
      if (more.length > 0 || !/^[\w-]{43}$/.test(given)) return undefined;
      const claim = `${fileId}.${until}`;
      const bytes = Buffer.from(given, 'base64url');
      // Every key is tried, whichever fits: how long it takes tells nothing.
      const fitting = keys.filter((key) => timingSafeEqual(mac(key, claim), bytes));
      return fitting.length > 0 && Number(until) * 1000 > now ? fileId : undefined;
    },
  };
}

const mac = (key: Buffer, claim: string): Buffer =>
  createHmac('sha256', key).update(claim).digest();
