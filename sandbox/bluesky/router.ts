import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { answerUnderFaults, inWords, write } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { feedOf } from '../feed/scene.ts';
import type { SiteParts } from '../site.ts';
import { authenticate, bearerIn, handleOf, login, refresh, type Caller } from './access.ts';
import { ok, textIn, type XrpcMethod } from './call.ts';
import { errorAnswer, invalid, XrpcError, xrpcDialect } from './errors.ts';
import { methods } from './methods.ts';
import { createUsage } from './usage.ts';

const chatService = 'did:web:api.bsky.chat#bsky_chat';

/** Bluesky's services behind one address, as an account's own server shows them: XRPC below `/xrpc/`. */
export function blueskyRouter(parts: SiteParts): Router {
  const { world } = parts;
  const usage = createUsage(parts);
  const feed = feedOf(parts.platform);

  const sessions: Record<string, (request: Request) => Answer> = {
    'com.atproto.server.createSession'(request) {
      const body = jsonIn(request);
      const identifier = textIn(body, 'identifier').toLowerCase();
      const account = world
        .accountsOf('bluesky')
        .find((it) => it.externalId === identifier || handleOf(it).toLowerCase() === identifier);
      const headers = usage.login(account?.externalId ?? identifier);
      return { ...ok(login(world, account, textIn(body, 'password'))), headers };
    },
    'com.atproto.server.refreshSession': (request) =>
      ok(refresh(world, bearerIn(request.get('authorization')))),
  };

  const call = async (request: Request, response: Response) => {
    const [, name = ''] = /^\/([a-zA-Z0-9.-]+)$/.exec(request.path) ?? [];
    const session = sessions[name];
    if (session)
      return write(
        response,
        refusedOr(() => session(request)),
      );
    const method = methods.get(name);
    if (!method) throw new XrpcError(501, 'MethodNotImplemented', 'Method Not Implemented');
    requireVerb(request, method);
    const caller = authenticate(world, request.get('authorization'));
    requireService(request, method, caller);
    const target = {
      ...({ platform: 'bluesky', endpoint: method.endpoint } as const),
      account: caller.account.externalId,
    };
    await answerUnderFaults(response, parts.faults, target, xrpcDialect, () =>
      refusedOr(async () => {
        const headers = usage.call(caller.account.externalId, method.points ?? 0);
        const isUpload = name.endsWith('.uploadBlob');
        const answer = await method.handle({
          ...caller,
          ...{ parts, world, feed },
          query: new URL(request.originalUrl, 'http://sandbox').searchParams,
          body: method.kind === 'procedure' && !isUpload ? jsonIn(request) : {},
          bytes: bytesIn(request),
          contentType: request.get('content-type') ?? '',
          origin: `http://${request.headers.host ?? 'sandbox'}`,
        });
        return { ...answer, headers: { ...headers, ...answer.headers } };
      }),
    );
  };

  const router = Router();
  router.use(express.raw({ type: () => true, limit: '5mb' }));
  router.use('/xrpc', call);
  router.use((_request, response) => {
    response.status(404).json({ error: 'NotFound', message: 'Not Found' });
  });
  router.use(lastResort);
  return router;
}

function refusedOr(handle: () => Answer): Answer;
function refusedOr(handle: () => Promise<Answer>): Promise<Answer>;
function refusedOr(handle: () => Answer | Promise<Answer>): Answer | Promise<Answer> {
  const refusal = (error: unknown): Answer => {
    if (error instanceof XrpcError) return errorAnswer(error);
    throw error;
  };
  try {
    const answer = handle();
    return answer instanceof Promise ? answer.catch(refusal) : answer;
  } catch (error) {
    return refusal(error);
  }
}

function requireVerb(request: Request, { kind }: XrpcMethod): void {
  const verb = kind === 'query' ? 'GET' : 'POST';
  if (request.method !== verb)
    throw invalid(`Incorrect HTTP method (${request.method}) expected ${verb}`);
}

/** Without its name in the header, the account's own server knows nothing of direct messages. */
function requireService(request: Request, { isChat = false }: XrpcMethod, caller: Caller): void {
  if (!isChat) return;
  if (request.get('atproto-proxy') !== chatService) {
    throw new XrpcError(501, 'MethodNotImplemented', 'Method Not Implemented');
  }
  if (!caller.isPrivileged) throw new XrpcError(400, 'InvalidToken', 'Bad token method');
}

const bytesIn = (request: Request): Buffer =>
  Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);

function jsonIn(request: Request): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(bytesIn(request).toString());
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return body as Record<string, unknown>;
    }
  } catch {
    // Said below, as of anything that is no object.
  }
  throw invalid('Input must be an object');
}

const lastResort = inWords((error) =>
  errorAnswer(
    error instanceof XrpcError
      ? error
      : new XrpcError(500, 'InternalServerError', 'Internal Server Error'),
  ),
);
