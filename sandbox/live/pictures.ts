import type { Request, Response } from 'express';
import type { Attachment } from '../model.ts';
import type { World } from '../world.ts';

/** How the page shows what is attached. */
export interface Picture {
  kind: Attachment['kind'];
  name: string;
  /** Where its bytes are on this sandbox; absent: elsewhere, where this page may not look. */
  src?: string;
}

export const pictureOf = ({ kind, name, fileId, url }: Attachment): Picture => {
  const id = fileId ?? /\/sandbox\/media\/([\w-]+)/.exec(url ?? '')?.[1];
  return {
    ...{ kind, name: name ?? kind },
    ...(id !== undefined && { src: `/sandbox/pictures/${id}` }),
  };
};

const shownTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

/** For this page only: not a call of the platform's, so no fault hits it, and nothing but a picture is shown. */
export function sendPicture(world: World, request: Request, response: Response): void {
  const file = world.tables.files.get(String(request.params['fileId']));
  if (file === undefined || !shownTypes.has(file.mimeType)) {
    response.status(404).end();
    return;
  }
  response.set('cache-control', 'private, max-age=3600');
  response.type(file.mimeType).send(Buffer.from(file.base64, 'base64'));
}
