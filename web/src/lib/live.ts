/** The live stream: one socket, taken up again where it was cut, and told to whoever listens. */
import type { Frame } from '../../../api/live/frames.ts';
import { createStore } from './store.ts';

export type { Frame } from '../../../api/live/frames.ts';

export type LiveStatus = 'connecting' | 'live' | 'offline' | 'ended';

export interface Live {
  send: (frame: object) => void;
  close: () => void;
}

/** How it stands with the stream of this page. */
export const liveStatus = createStore<LiveStatus>('connecting');

const firstWaitMs = 300;
const longestWaitMs = 8_000;
/** The server says something at least every 20 s; without a word for so long the line is dead, whatever the browser thinks. */
const silentMs = 50_000;
/** Our session is over (api/live): connecting again would not help. */
const revokedCode = 4401;

function createLive(
  address: string,
  onFrame: (frame: Frame) => void,
  onStatus: (status: LiveStatus) => void,
): Live {
  let socket: WebSocket | undefined;
  let seq: string | undefined;
  let wait = firstWaitMs;
  let timer: number | undefined;
  let status: LiveStatus = 'connecting';
  let lastHeard = Date.now();

  const become = (next: LiveStatus) => {
    if (status === next) return;
    status = next;
    onStatus(next);
  };

  const connect = () => {
    clearTimeout(timer);
    if (status === 'ended') return;
    // A line that was lost without a word may still look open.
    socket?.close();
    const query = seq === undefined ? '' : `?since=${encodeURIComponent(seq)}`;
    const opened = new WebSocket(address + query);
    socket = opened;
    opened.onmessage = ({ data }) => {
      lastHeard = Date.now();
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'hello') {
        wait = firstWaitMs;
        become('live');
      }
      // What it brings is taken in before its number is kept: a frame is never skipped.
      onFrame(frame);
      if ('seq' in frame && frame.seq !== undefined) seq = frame.seq;
    };
    opened.onclose = ({ code }) => {
      if (socket !== opened) return;
      if (code === revokedCode) {
        become('ended');
        return;
      }
      become('offline');
      timer = window.setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
      wait = Math.min(wait * 2, longestWaitMs);
    };
  };

  const again = () => {
    wait = firstWaitMs;
    if (socket?.readyState !== WebSocket.OPEN) connect();
  };
  const gone = () => {
    become('offline');
    socket?.close();
  };
  window.addEventListener('online', again);
  window.addEventListener('offline', gone);
  const watch = window.setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send('{"type":"ping"}');
    if (Date.now() - lastHeard > silentMs) socket.close();
  }, 15_000);
  connect();

  return {
    send(frame) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    close() {
      become('ended');
      clearInterval(watch);
      clearTimeout(timer);
      window.removeEventListener('online', again);
      window.removeEventListener('offline', gone);
      socket?.close();
    },
  };
}

let current: Live | undefined;

/** The stream of this page; one at a time. */
export function startLive(onFrame: (frame: Frame) => void): Live {
  liveStatus.set('connecting');
  const live: Live = createLive(addressNow(), onFrame, (status) => {
    if (current === live) liveStatus.set(status);
  });
  current = live;
  return live;
}

export const tell = (frame: object): void => current?.send(frame);

const addressNow = (): string =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`;
