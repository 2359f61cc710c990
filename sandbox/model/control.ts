import { Router } from 'express';
import { z } from 'zod';
import type { World } from '../world.ts';
import type { ModelCall } from './call.ts';
import { chatModels, embeddingModels, modelKey } from './catalogue.ts';
import { ModeOrder } from './mode.ts';
import type { ModeSwitch } from './mode.ts';

const Filter = z.object({
  endpoint: z.enum(['chat', 'embeddings', 'models']).optional(),
  /** Only what came after this `seq`. */
  after: z.coerce.number().int().default(0),
});

/** How people and tests steer the model, and see what it was sent. */
export function modelControl(world: World, modes: ModeSwitch, url: () => string): Router {
  const router = Router();
  router.get('/', (_request, response) =>
    response.json({
      baseUrl: `${url()}/model/v1`,
      apiKey: modelKey,
      chatModels: Object.keys(chatModels),
      embeddingModels: Object.keys(embeddingModels),
    }),
  );
  router.get('/mode', (_request, response) => response.json(modes.now()));
  router.post('/mode', (request, response) => {
    modes.set(ModeOrder.parse(request.body));
    response.json(modes.now());
  });
  router.get('/ledger', (request, response) =>
    response.json({ data: modelCalls(world, request.query) }),
  );
  return router;
}

/** Oldest first. */
function modelCalls(world: World, query: unknown): ModelCall[] {
  const { endpoint, after } = Filter.parse(query);
  return [...world.tables.modelCalls.values()].filter(
    (it) => it.seq > after && (endpoint === undefined || it.endpoint === endpoint),
  );
}
