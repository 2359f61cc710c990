/** The desk's processes for those who want to see them die: the sandbox's page kills them, and watches them come back. */
import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Supervisor } from './supervisor.ts';

/** The sandbox is not among them: it is the witness. */
const killable: readonly string[] = [
  ...['conversations', 'delivery', 'assist', 'dispatch', 'api'],
  ...['postgres', 'temporal'],
];

export interface Control {
  url: string;
  close(): void;
}

/** Listens on loopback only, on any free port; without the token it tells nothing. */
export async function startControl(
  supervisor: Pick<Supervisor, 'roles' | 'kill'>,
  token: string,
  say: (line: string) => void,
): Promise<Control> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
      });
      response.end(JSON.stringify(body));
    };
    request.resume();
    if (!isOurs(request, token)) return answer(403, { error: 'this needs the token' });
    if (request.method === 'GET' && request.url === '/processes') {
      const roles = supervisor.roles().filter(({ name }) => killable.includes(name));
      return answer(200, { data: roles });
    }
    const name = /^\/processes\/([a-z]+)\/kill$/.exec(request.url ?? '')?.[1];
    const isKnown = supervisor.roles().some((it) => it.name === name);
    if (request.method !== 'POST' || name === undefined || !killable.includes(name) || !isKnown) {
      return answer(404, { error: 'no such process' });
    }
    if (!supervisor.kill(name)) return answer(409, { error: 'it does not run at the moment' });
    say(`${name} is killed, as the sandbox's page asks`);
    return answer(202, { name });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** No browser asks here: what has an origin, or calls us by another name, is somebody's page. */
function isOurs({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const right = Buffer.from(`Bearer ${token}`);
  return (
    headers.origin === undefined &&
    /^127\.0\.0\.1(:\d+)?$/.test(headers.host ?? '') &&
    given.length === right.length &&
    timingSafeEqual(given, right)
  );
}
