/** Files go out as downloads that nothing can run in: whatever they hold, a browser keeps it to itself. */
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { fallbackName, isRaster } from '../files/sniff.ts';
import { isNotModified } from './etag.ts';
import type { FileAnswer } from './operation.ts';

/** @param asked.inline to be shown: only what is sniffed to be a picture made of points is */
export function fileHeaders(
  { mimeType, name }: { mimeType: string; name: string | null },
  asked: { inline: boolean },
): Record<string, string> {
  const how = asked.inline && isRaster(mimeType) ? 'inline' : 'attachment';
  return {
    'content-type': mimeType,
    'content-disposition': `${how}; ${fileName(name ?? fallbackName(mimeType))}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=300',
  };
}

/** RFC 6266: the plain one for old readers, the other for all that people write. */
function fileName(given: string): string {
  const name = safeName(given);
  const plain = name.replaceAll(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, hex);
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** Without folders, without what turns the reading direction or is not seen, and not hidden. */
function safeName(given: string): string {
  const name = given
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  // Cut by characters, its ending kept.
  const characters = Array.from(name);
  const cut =
    characters.length > 150 ? [...characters.slice(0, 130), ...characters.slice(-20)] : characters;
  return cut.join('') || 'file';
}

export async function sendFile(
  request: Request,
  response: Response,
  { size, sha256, headers, open }: FileAnswer,
): Promise<void> {
  const tag = `"${sha256}"`;
  for (const [name, value] of Object.entries({ ...headers, etag: tag })) {
    response.setHeader(name, value);
  }
  if (isNotModified(request.headers['if-none-match'], tag)) {
    response.status(304).end();
    return;
  }
  response.setHeader('content-length', String(size));
  if (request.method === 'HEAD') {
    response.status(200).end();
    return;
  }
  const body = await open().catch((error: unknown) => {
    // An error is no file.
    for (const name of ['content-length', 'content-disposition', 'etag'])
      response.removeHeader(name);
    response.setHeader('cache-control', 'no-store');
    throw error;
  });
  try {
    await pipeline(body, response);
  } catch (error) {
    // Whoever asked has left, or the store broke in the middle: half a file must not look whole.
    if (!response.destroyed) response.destroy(error instanceof Error ? error : undefined);
  }
}
