/** A client of the live stream, as a browser or an integration is one. */
import type { Pool, PoolClient } from 'pg';
import { WebSocket } from 'ws';
import { Frame } from '../../../api/live/frames.ts';
import type { Said } from '../../../api/live/frames.ts';
import { hintLive } from '../../../runtime/changes.ts';
import { until } from '../../support/client.ts';

export type FrameOf<T extends Frame['type']> = Extract<Frame, { type: T }>;

export interface Listening {
  frames: Frame[];
  /** The newest place that it knows. */
  seq(): string;
  /** The first that fits, once it is there; of those since the last `clear`. */
  next<T extends Frame['type']>(
    type: T,
    fits?: (frame: FrameOf<T>) => boolean,
  ): Promise<FrameOf<T>>;
  of<T extends Frame['type']>(type: T): FrameOf<T>[];
  clear(): void;
  say(said: Said | string | Buffer): void;
  /** Why the other side ended it. */
  closed: Promise<{ code: number; reason: string }>;
  /** As a cable is cut. */
  cut(): void;
  socket: WebSocket;
}

/** @throws with the status, when it is refused */
export async function listen(
  url: string,
  options: {
    token?: string;
    since?: string;
    headers?: Record<string, string>;
    autoPong?: boolean;
    onFrame?: (frame: Frame) => void;
  } = {},
): Promise<Listening> {
  const { token, since, autoPong = true } = options;
  const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live${query}`, {
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...options.headers },
    autoPong,
  });
  const frames: Frame[] = [];
  let seq = '';
  socket.on('message', (data: Buffer) => {
    const frame = Frame.parse(JSON.parse(data.toString()));
    frames.push(frame);
    options.onFrame?.(frame);
    if ('seq' in frame && frame.seq !== undefined) ({ seq } = frame);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  const of = <T extends Frame['type']>(type: T) =>
    frames.filter((frame): frame is FrameOf<T> => frame.type === type);
  return {
    frames,
    seq: () => seq,
    of,
    async next(type, fits = () => true) {
      const found = await until(
        () => Promise.resolve(of(type).find(fits)),
        (frame) => frame !== undefined,
      );
      if (!found) throw new Error('unreachable');
      return found;
    },
    clear: () => frames.splice(0),
    say: (said) => {
      socket.send(typeof said === 'string' || Buffer.isBuffer(said) ? said : JSON.stringify(said));
    },
    closed,
    cut: () => {
      socket.terminate();
    },
    socket,
  };
}

type Db = Pick<Pool | PoolClient, 'query'>;

/** Something happens to a conversation, as workers record it; each time its version grows. */
export async function happens(
  db: Db,
  conversationId: string,
  event: { type: string; data?: Record<string, unknown>; actor?: object },
): Promise<void> {
  await db.query(
    `with c as (update conversations set version = version + 1, updated_at = clock_timestamp()
                 where id = $1 returning version)
     insert into events (conversation_id, version, type, data, actor, cause, at)
     select $1, c.version, $2, $3, $4, gen_random_uuid()::text, clock_timestamp() from c`,
    [conversationId, event.type, event.data ?? {}, event.actor ?? { type: 'system' }],
  );
  if ('totalCount' in db) hintLive(db as Pool);
}
