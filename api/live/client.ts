/** One connection: what it gets, in order and once; what it may say; and when it is ended. */
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { parseJson } from '../../channels/json.ts';
import type { Caller } from '../authenticate.ts';
import type { Batch } from './batch.ts';
import { ends, Said, type End, type Frame } from './frames.ts';
import type { LiveMetrics } from './metrics.ts';
import { isAfter, toSeq, type Position } from './position.ts';

export interface LiveClient {
  readonly request: IncomingMessage;
  caller: Caller;
  readonly isOpen: boolean;
  /** Takes its part of a batch; while it catches up, later. */
  take(batch: Batch): void;
  /** Where it stood when it was cut off. */
  moveTo(position: Position): void;
  /** What it missed comes first; what is taken meanwhile after it. */
  catchUp(missed: AsyncIterable<Batch>): Promise<void>;
  send(frame: Frame): void;
  /** Where it stands, for its next `?since=`. */
  seq(): string;
  end(why: End): void;
  /** Once a heartbeat: ends the connection when nobody is there. */
  beat(): void;
  /** Once a second: ends it when it does not take what it is given. */
  look(now: number): void;
}

/** More than this is waiting to go out to somebody slow, bytes. */
const slowBytes = 1_000_000;
/** More than this costs others. */
const mostBytes = 16_000_000;
/** Batches that wait while it catches up. */
const mostWaiting = 1_000;
/** What may be said at once, and how much more each second. */
const burst = 40;
const perSecond = 10;
/** For the farewell to arrive, ms. */
const farewellMs = 1_000;

export function createClient(options: {
  socket: WebSocket;
  request: IncomingMessage;
  caller: Caller;
  position: Position;
  slowAfterMs: number;
  metrics: LiveMetrics;
  onSaid: (said: Said) => void;
  onClose: () => void;
}): LiveClient {
  const { socket, request, slowAfterMs, metrics, onSaid, onClose } = options;
  let { caller, position } = options;
  let waiting: Batch[] | undefined;
  let unansweredBeats = 0;
  let slowSince: number | undefined;
  let allowance = burst;
  let allowedAt = Date.now();

  const isOpen = () => socket.readyState === socket.OPEN;
  const write = (type: Frame['type'], text: string) => {
    if (!isOpen()) return;
    socket.send(text);
    metrics.frames.inc({ type });
    if (socket.bufferedAmount > mostBytes) end('tooSlow');
  };
  const end = (why: End) => {
    if (socket.readyState >= socket.CLOSING) return;
    const [code, reason] = ends[why];
    metrics.ended.inc({ why });
    socket.close(code, reason);
    // Who does not read does not say goodbye either.
    setTimeout(() => {
      socket.terminate();
    }, farewellMs).unref();
  };
  const deliver = (batch: Batch) => {
    for (const run of batch.runs) {
      if (!isOpen()) return;
      if (!isAfter(run.position, position)) continue;
      const frame = batch.frameFor(run, caller);
      position = run.position;
      if (frame === undefined) continue;
      write('change', frame);
      metrics.lag.observe(Math.max(0, Date.now() - run.rows[0].recordedAt.getTime()) / 1000);
    }
    if (isAfter(batch.position, position)) ({ position } = batch);
  };

  const mayGoOn = (): boolean => {
    const now = Date.now();
    allowance = Math.min(burst, allowance + ((now - allowedAt) / 1000) * perSecond);
    allowedAt = now;
    allowance -= 1;
    return allowance >= 0;
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (!mayGoOn()) {
      end('tooOften');
      return;
    }
    const said = isBinary ? undefined : Said.safeParse(parseJson(data)).data;
    if (!said) end('malformed');
    else if (said.type === 'ping') send({ type: 'pong', ...(waiting ? {} : { seq: seq() }) });
    else onSaid(said);
  });
  socket.on('pong', () => (unansweredBeats = 0));
  socket.on('close', onClose);
  // ws closes by itself what breaks the protocol, or is too large (1009).
  socket.on('error', () => undefined);

  const send = (frame: Frame) => {
    write(frame.type, JSON.stringify(frame));
  };
  const seq = () => toSeq(position, Date.now());
  return {
    request,
    get caller() {
      return caller;
    },
    set caller(now) {
      caller = now;
    },
    get isOpen() {
      return isOpen();
    },
    take(batch) {
      if (!waiting) deliver(batch);
      else if (waiting.push(batch) > mostWaiting) end('tooSlow');
    },
    moveTo(since) {
      position = since;
    },
    async catchUp(missed) {
      waiting = [];
      for await (const batch of missed) {
        deliver(batch);
        while (isOpen() && socket.bufferedAmount > slowBytes) await drained();
        if (!isOpen()) return;
      }
      const meanwhile = waiting;
      waiting = undefined;
      meanwhile.forEach(deliver);
    },
    send,
    seq,
    end,
    beat() {
      if (unansweredBeats >= 2) {
        metrics.ended.inc({ why: 'dead' });
        socket.terminate();
        return;
      }
      unansweredBeats += 1;
      if (isOpen()) socket.ping();
      // Browsers hear no pings, and a place that is kept fresh is never too far back.
      if (!waiting) send({ type: 'pong', seq: seq() });
    },
    look(now) {
      if (socket.bufferedAmount <= slowBytes) slowSince = undefined;
      else if (now - (slowSince ??= now) >= slowAfterMs) end('tooSlow');
    },
  };
}

const drained = () => new Promise((resolve) => setTimeout(resolve, 50));
