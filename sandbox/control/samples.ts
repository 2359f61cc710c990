/** The smallest files that are what they say, for those that nobody supplied. */
import type { Attachment } from '../model.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

/** One grey pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOor6//DwAFgwKB8bL1XQAAAABJRU5ErkJggg==',
  'base64',
);
/** A film without pictures. */
const film = hex('00000018667479706d703432000000006d70343269736f6d0000000866726565');
/** A voice message without sound: Ogg with the head of Opus. */
const voice = Buffer.concat([
  hex('4f676753000200000000000000000100000000000000000000000113'),
  Buffer.from('OpusHead'),
  hex('0101000080bb0000000000'),
]);
const document = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

export const samples: Record<
  Attachment['kind'],
  { name: string; mimeType: string; bytes: Buffer }
> = {
  image: { name: 'photo.png', mimeType: 'image/png', bytes: pixel },
  video: { name: 'video.mp4', mimeType: 'video/mp4', bytes: film },
  audio: { name: 'voice.ogg', mimeType: 'audio/ogg', bytes: voice },
  file: { name: 'document.pdf', mimeType: 'application/pdf', bytes: document },
};
