import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { answerUnderFaults, inWords } from '../answer.ts';
import type { Faults } from '../faults.ts';
import type { World } from '../world.ts';
import { createAllowance } from './allowance.ts';
import type { ModelCall, ModelEndpoint } from './call.ts';
import { modelKey, modelList, modelObject } from './catalogue.ts';
import { chatHandler } from './chat.ts';
import { embeddingsHandler } from './embeddings.ts';
import {
  errorAnswer,
  invalid,
  ModelError,
  modelDialect,
  noKey,
  noModel,
  wrongKey,
} from './errors.ts';
import type { Handle } from './handle.ts';
import type { ModeSwitch } from './mode.ts';

export interface ModelParts {
  world: World;
  faults: Faults;
  modes: ModeSwitch;
  /** False for load tests. */
  limits: boolean;
  now: () => number;
}

/** A language model behind OpenAI's API, as far as a desk needs it. */
export function modelRouter(parts: ModelParts): Router {
  const { world, faults, modes, now } = parts;
  const allowance = createAllowance(parts.limits, now);

  const under =
    (endpoint: ModelEndpoint, handle: Handle) => async (request: Request, response: Response) => {
      checkKey(request);
      const call = begin(endpoint, request.body);
      response.once('close', () => {
        if (response.writableFinished) return;
        call.isCutOff = true;
        if (response.headersSent) call.status = response.statusCode;
        keep(call);
      });
      const target = { platform: 'model', account: '', endpoint } as const;
      await answerUnderFaults(response, faults, target, modelDialect, async () => {
        try {
          return await handle(request.body, call);
        } catch (error) {
          if (error instanceof ModelError) return errorAnswer(error);
          throw error;
        } finally {
          keep(call);
        }
      });
      if (response.headersSent) call.status = response.statusCode;
      keep(call);
    };
  const keep = (call: ModelCall) => world.commit([['modelCalls', String(call.seq), call]]);
  /** Kept before anything is answered: what has come, has left the desk. */
  const begin = (endpoint: ModelEndpoint, body: unknown): ModelCall => {
    const { model, stream } = (body ?? {}) as { model?: unknown; stream?: unknown };
    const call: ModelCall = {
      ...{ seq: world.nextNumber('modelCalls'), at: now(), endpoint, mode: modes.now().mode },
      ...{
        model: typeof model === 'string' ? model : '',
        isStream: stream === true,
        request: body,
      },
    };
    keep(call);
    return call;
  };

  const router = Router();
  router.use(express.json({ limit: '8mb' }));
  router.post('/v1/chat/completions', under('chat', chatHandler({ modes, allowance, now })));
  router.post('/v1/embeddings', under('embeddings', embeddingsHandler({ modes, allowance })));
  router.get(
    '/v1/models',
    under('models', () => ({ status: 200, body: modelList() })),
  );
  router.get('/v1/models/:id', (request, response) => {
    checkKey(request);
    const { id } = request.params;
    if (!modelList().data.some((it) => it.id === id)) throw noModel(id);
    response.json(modelObject(id));
  });
  router.use((request) => {
    throw new ModelError(404, `Invalid URL (${request.method} ${request.originalUrl})`);
  });
  router.use(lastResort);
  return router;
}

function checkKey(request: Request): void {
  const [, key] = /^Bearer (.*)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (key === undefined || key === '') throw noKey();
  if (key !== modelKey) throw wrongKey(key);
}

const lastResort = inWords((error, status) =>
  errorAnswer(
    error instanceof ModelError
      ? error
      : status === 400
        ? invalid('We could not parse the JSON body of your request.')
        : status === 413
          ? new ModelError(413, 'The request is too large.')
          : new ModelError(
              500,
              'The server had an error while processing your request. Sorry about that!',
            ),
  ),
);
