/** The live stream (docs/live.md): connections, and who gets what. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { WebSocketServer } from 'ws';
import { CareError } from '../../domain/errors.ts';
import type { Config } from '../../runtime/config.ts';
import { listenTo } from '../../runtime/listen.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { Caller } from '../authenticate.ts';
import { unavailable } from '../failures.ts';
import { createClient, type LiveClient } from './client.ts';
import { createFeed } from './feed.ts';
import { largestSaid } from './frames.ts';
import { createLiveMetrics } from './metrics.ts';
import { toSeq, type Position } from './position.ts';
import { createPresence, type Presence } from './presence.ts';
import { presenceChannel } from './presence-wire.ts';
import { missedBetween, whereFrom } from './resume.ts';
import { createRevoking, revokedChannel } from './revoking.ts';
import { admit, refuse } from './upgrade.ts';
import { limiter } from './limiter.ts';

const heartbeatMs = 20_000;
const slowAfterMs = 10_000;
const mostOfOneCaller = 20;
const patienceMs = 2_000;
/** Who came back at the same time is served one after the other, so many at once. */
const resumingAtOnce = 4;

export interface LiveTimes {
  heartbeatMs: number;
  slowAfterMs: number;
}

export interface Live {
  presence: Presence;
  attach(server: Server, times?: Partial<LiveTimes>): void;
  /** Says goodbye to everybody. */
  close(): Promise<void>;
}

export function createLive(parts: {
  config: Config;
  pool: Pool;
  logger: Logger;
  registry: Registry;
}): Live {
  const { config, pool, logger, registry } = parts;
  const metrics = createLiveMetrics(registry);
  const presence = createPresence({ pool, logger });
  const clients = new Set<LiveClient>();
  const ofCaller = new Map<string, number>();
  const revoking = createRevoking({
    ...{ pool, logger, clients },
    onChanged(client) {
      presence.reconsider(client);
      client.send({ type: 'reload', reason: 'permissions_changed', seq: client.seq() });
    },
  });
  const feed = createFeed({
    ...{ pool, logger },
    onRead(batch) {
      presence.agentsChanged(batch.agents.values());
      revoking.heardOf(batch);
    },
  });
  const resuming = limiter(resumingAtOnce);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestSaid,
    clientTracking: false,
  });
  const stop = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;
  let endPresence = () => Promise.resolve();

  /** Counted before the connection is there, so that many at once are counted too. */
  const reserve = ({ key }: Caller): (() => void) => {
    const before = ofCaller.get(key) ?? 0;
    if (before >= mostOfOneCaller) {
      throw new CareError(
        'too_many_requests',
        `${String(mostOfOneCaller)} connections are open already.`,
      );
    }
    ofCaller.set(key, before + 1);
    return () => {
      const left = (ofCaller.get(key) ?? 1) - 1;
      if (left === 0) ofCaller.delete(key);
      else ofCaller.set(key, left);
    };
  };

  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer, times: LiveTimes) => {
    const caller = await admit({ pool, publicUrl: config.publicUrl }, request);
    // Right after the start it takes a moment.
    if (!feed.position()) await Promise.race([feed.begun, pause(patienceMs)]);
    const position = feed.position();
    if (!position || stop.signal.aborted) throw unavailable('The live stream');
    if (socket.destroyed) return;
    socket.once('close', reserve(caller));
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      const client = createClient({
        ...{ socket: websocket, request, caller, position, metrics },
        slowAfterMs: times.slowAfterMs,
        onSaid(said) {
          if (said.type !== 'ping') presence.said(client, said);
        },
        onClose() {
          clients.delete(client);
          metrics.sockets.dec();
          forget();
          presence.leave(client);
        },
      });
      const forget = feed.listen((batch) => {
        client.take(batch);
      });
      clients.add(client);
      metrics.sockets.inc();
      presence.join(client);
      begin(client, position, times).catch((error: unknown) => {
        logger.warn({ err: error }, 'a live client could not begin');
        client.end('failed');
      });
    });
  };

  /** Nothing is awaited before the client is either ready for what comes, or keeps it for later. */
  const begin = async (client: LiveClient, position: Position, times: LiveTimes) => {
    const { agentId } = client.caller;
    const { searchParams } = new URL(client.request.url ?? '/', 'http://desk');
    const since = searchParams.get('since');
    client.send({
      type: 'hello',
      seq: since ?? toSeq(position, Date.now()),
      ...(agentId !== undefined && { agentId }),
      heartbeatSeconds: times.heartbeatMs / 1000,
    });
    if (since !== null) await client.catchUp(resumed(client, since, position));
    await presence.welcome(client);
  };

  async function* resumed(client: LiveClient, seq: string, upTo: Position) {
    const from = await whereFrom(pool, seq, upTo);
    if ('reload' in from) {
      client.send({ type: 'reload', reason: from.reload, seq: toSeq(upTo, Date.now()) });
      return;
    }
    client.moveTo(from.since);
    const turn = await resuming();
    try {
      yield* missedBetween(pool, from.since, upTo);
    } finally {
      turn();
    }
  }

  const refused = (socket: Duplex, error: unknown) => {
    const { code } = refuse(socket, error);
    if (code === 'internal_error') logger.error({ err: error }, 'an upgrade failed');
  };

  const close = async () => {
    stop.abort();
    clients.forEach((client) => client.end('stopping'));
    await endPresence();
    await running;
  };

  return {
    presence,
    attach(server, given = {}) {
      const times = { heartbeatMs, slowAfterMs, ...given };
      server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
        socket.on('error', () => socket.destroy());
        open(request, socket, head, times).catch((error: unknown) => {
          refused(socket, error);
        });
      });
      const timers = [
        setInterval(() => clients.forEach((client) => client.beat()), times.heartbeatMs),
        setInterval(() => clients.forEach((client) => client.look(Date.now())), 1_000),
      ];
      stop.signal.addEventListener('abort', () => timers.forEach(clearInterval));
      endPresence = presence.start();
      running = Promise.all([
        feed.run(stop.signal),
        revoking.run(stop.signal),
        listenTo({
          ...{
            database: config.database,
            applicationName: 'careline-api-listen',
            logger,
            stop: stop.signal,
          },
          channels: ['careline_live', presenceChannel, revokedChannel],
          onHeard(channel, payload) {
            if (channel === presenceChannel) presence.heard(payload);
            else if (channel === revokedChannel) revoking.heard(payload);
            else feed.wake();
          },
          onConnected() {
            feed.wake();
            revoking.lookAtAll();
            void presence.askOthers();
          },
        }),
      ]);
    },
    close: () => (closing ??= close()),
  };
}
