/** ETags: the version, which If-Match compares, and a digest, as some of an answer changes without a new version. */
import { createHash } from 'node:crypto';
import { CareError } from '../domain/errors.ts';

export const tagOf = (version: number, body: string): string =>
  `"${String(version)}-${createHash('sha1').update(body).digest('base64url').slice(0, 12)}"`;

export function isNotModified(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .map((candidate) => candidate.trim().replace(/^W\//, ''))
    .some((candidate) => candidate === '*' || candidate === tag);
}

/** The version that If-Match names (`"7"`, or an ETag of ours); undefined when it is absent or `*`. */
export function ifMatchOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})(?:-[\w-]+)?"?$/.exec(ifMatch.trim())?.[1];
  if (version !== undefined) return Number(version);
  throw new CareError('malformed_request', 'If-Match: send an ETag as it was received.', {
    errors: [{ field: 'If-Match', message: 'must be an ETag' }],
  });
}

export function requireVersion(ifMatch: number | undefined, version: number): void {
  if (ifMatch === undefined || ifMatch === version) return;
  throw new CareError('version_mismatch', `It is at version ${String(version)} now.`, {
    members: { version },
  });
}
