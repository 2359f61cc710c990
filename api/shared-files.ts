/** Where platforms fetch what agents attached: by an address that is signed for one file and an hour (files/link.ts). */
import { Router } from 'express';
import { notFound } from '../domain/errors.ts';
import type { Parts } from './parts.ts';
import { fileAnswer, findFile } from './reads/files.ts';
import { sendFile } from './send-file.ts';

export function sharedFilesRouter({ pool, store, links }: SharedParts): Router {
  const router = Router();
  router.get('/files/:token', async (request, response) => {
    // The address is the permission: it is in no log.
    response.locals['path'] = '/files/{token}';
    response.locals['operation'] = { id: 'sharedFile' };
    const fileId = links.read(request.params.token);
    const file = fileId === undefined ? undefined : await findFile(pool, { scope: 'all' }, fileId);
    if (!file) throw notFound('file');
    await sendFile(request, response, fileAnswer(store, file, { inline: false }));
  });
  return router;
}

type SharedParts = Pick<Parts, 'pool' | 'store' | 'links'>;
