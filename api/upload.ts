/** A request's body as a file: written down while it comes, and no further than the limit. */
import type { Request, Response } from 'express';
import { CareError, invalid } from '../domain/errors.ts';
import { spool, unspool, type Spooled } from '../files/spool.ts';
import { allowSlowBody } from './limits.ts';

export interface UploadLimits {
  /** Where files are while they come. */
  folder: string;
  maxBytes: number;
}

export async function takeUpload(
  { folder, maxBytes }: UploadLimits,
  request: Request,
  response: Response,
): Promise<Spooled> {
  const tooLarge = () => {
    // What comes of it is not read: the connection is of no more use.
    response.setHeader('connection', 'close');
    request.resume();
    return new CareError('too_large', `A file may have ${String(maxBytes)} bytes.`);
  };
  if (request.headers['content-encoding'] !== undefined) {
    throw new CareError('unsupported_media_type', 'Send the file as it is, not compressed.');
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  allowSlowBody(request);
  async function* bounded(): AsyncGenerator<Buffer> {
    let size = 0;
    // Left open: there is an answer to come on this connection.
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge();
      yield chunk;
    }
  }
  const upload = await spool(folder, bounded());
  if (upload.size > 0) return upload;
  await unspool(upload);
  throw invalid('body', 'must not be empty');
}
