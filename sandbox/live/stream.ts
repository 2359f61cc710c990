/** `GET /sandbox/stream`: what changed, as server-sent events. It names things; the page asks for those it shows. */
import type { Request, Response } from 'express';
import type { World } from '../world.ts';
import { addChanges, nothingChanged } from './changes.ts';
import type { Status } from './status.ts';

export interface Stream {
  open(request: Request, response: Response): void;
  close(): void;
}

const mostClients = 30;
/** Changes of so many ms go out together. */
const gatherMs = 40;
const statusEveryMs = 750;
const heartbeatMs = 15_000;
/** A page that reads so slowly is better told to come again. */
const mostUnread = 1_000_000;

/** @param statusOf is only asked while somebody looks. */
export function createStream(world: World, statusOf: () => Status | Promise<Status>): Stream {
  const clients = new Set<Response>();
  let changed = nothingChanged();
  let gathering: NodeJS.Timeout | undefined;
  let ticking: NodeJS.Timeout | undefined;
  let lastStatus = '';
  let isAsking = false;

  const send = (client: Response, text: string) => {
    if (client.writableLength > mostUnread) client.destroy();
    else client.write(text);
  };
  const tell = (event: string, data: string) => {
    for (const client of clients) send(client, `event: ${event}\ndata: ${data}\n\n`);
  };
  const flush = () => {
    gathering = undefined;
    const { chats, feeds, crms } = changed;
    const data = { chats: [...chats], feeds: [...feeds], crms: [...crms] };
    changed = nothingChanged();
    tell('changed', JSON.stringify(data));
  };
  const tick = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      const status = JSON.stringify(await statusOf());
      if (status !== lastStatus) tell('status', status);
      lastStatus = status;
    } finally {
      isAsking = false;
    }
  };
  world.onCommitted((changes) => {
    if (clients.size === 0) return;
    addChanges(changed, changes);
    const { chats, feeds, crms } = changed;
    if (chats.size + feeds.size + crms.size > 0) gathering ??= setTimeout(flush, gatherMs);
  });
  const heartbeat = setInterval(() => {
    for (const client of clients) send(client, ': still here\n\n');
  }, heartbeatMs);
  heartbeat.unref();

  return {
    open(request, response) {
      if (clients.size >= mostClients) {
        response.status(503).set('retry-after', '5').end();
        return;
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.write('retry: 1000\n\n');
      clients.add(response);
      lastStatus = '';
      void tick();
      ticking ??= setInterval(() => void tick(), statusEveryMs);
      request.once('close', () => {
        clients.delete(response);
        if (clients.size > 0) return;
        clearInterval(ticking);
        ticking = undefined;
      });
    },
    close() {
      clearInterval(heartbeat);
      clearInterval(ticking);
      clearTimeout(gathering);
      for (const client of clients) client.end();
    },
  };
}
