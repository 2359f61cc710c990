import { Router } from 'express';
import { avatarOf } from './avatar.ts';
import type { World } from './world.ts';

/** What Facebook's content servers hold: customers' pictures and files. */
export function mediaRouter(world: World): Router {
  const router = Router();
  router.get('/avatars/:id', (request, response) => {
    response.type('image/png').send(avatarOf(request.params.id));
  });
  router.get('/:fileId', (request, response) => {
    const file = world.tables.files.get(request.params.fileId);
    if (file === undefined) response.status(404).end();
    else response.type(file.mimeType).send(Buffer.from(file.base64, 'base64'));
  });
  return router;
}
