/** The desk's own files, as channels read them. */
import { failureOf, refused, retryAt, type Later, type Refused } from './outcome.ts';

/** The desk's side failed, not the platform's: nothing was sent. */
export class FileError extends Error {
  override name = 'FileError';
  /** The file is not here any more; else it could not be read just now. */
  readonly isGone: boolean;

  constructor(isGone: boolean, options?: ErrorOptions) {
    super(isGone ? 'the desk does not have this file any more' : 'the file was not read', options);
    this.isGone = isGone;
  }
}

/** All of it, for platforms that take it in one piece. @throws FileError */
export async function bytesOf(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const read: Buffer[] = [];
  for await (const part of parts) read.push(part);
  return Buffer.concat(read);
}

export const outcomeWithoutFile = ({ isGone }: FileError, now: number): Later | Refused =>
  isGone
    ? refused(
        'file_gone',
        'The desk does not have this file any more. Attach it again, and send the reply anew.',
      )
    : retryAt(
        now + readAgainMs,
        failureOf(
          'file_not_read',
          'The desk’s store of files does not answer. The reply is tried again shortly.',
        ),
      );

const readAgainMs = 5_000;
