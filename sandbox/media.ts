import { Router } from 'express';
import { answerUnderFaults, type Dialect } from './answer.ts';
import { avatarOf } from './avatar.ts';
import type { Faults } from './faults.ts';
import { bytesAnswer } from './files.ts';
import type { World } from './world.ts';

/** What the platforms' content servers hold: people's pictures, and files that are open to whoever has their address. */
export function mediaRouter(world: World, faults: Faults): Router {
  const router = Router();
  // What somebody attached may be a web page: it gets no power over this sandbox, whose page has the same address.
  router.use((_request, response, next) => {
    response.set('content-security-policy', "default-src 'none'; sandbox");
    response.set('x-content-type-options', 'nosniff');
    next();
  });
  router.get('/avatars/:id', (request, response) => {
    response.type('image/png').send(avatarOf(request.params.id));
  });
  router.get('/:fileId', async (request, response) => {
    const file = world.tables.files.get(request.params.fileId);
    if (file === undefined) {
      response.status(404).end();
      return;
    }
    const { platform, account } = file;
    const call = { platform, account, endpoint: 'download' } as const;
    await answerUnderFaults(response, faults, call, contentDialect, () => bytesAnswer(file));
  });
  return router;
}

const contentDialect: Dialect = {
  rateLimited: ({ retryAfterSeconds = 1 }) => ({
    ...{ status: 429, headers: { 'retry-after': String(retryAfterSeconds) }, body: {} },
  }),
  serverError: ({ status = 503 }) => ({ status, body: {} }),
  tokenDead: () => ({ status: 403, body: {} }),
};
