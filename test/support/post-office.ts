/** An SMTP server that takes letters and keeps them, in the order of RFC 5321; what comes out of order it refuses. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface TakenLetter {
  from: string;
  to: string[];
  /** As it came: headers, an empty line, the text. */
  raw: string;
}

export interface PostOffice {
  url: string;
  letters: TakenLetter[];
  /** Refuses what comes from now on. */
  refuse(): void;
  close(): Promise<void>;
}

export async function startPostOffice(): Promise<PostOffice> {
  const letters: TakenLetter[] = [];
  let isRefusing = false;
  const server = createServer((socket) => {
    serve(socket, letters, () => isRefusing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    letters,
    refuse: () => (isRefusing = true),
    close: () =>
      new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      ),
  };
}

function serve(socket: Socket, letters: TakenLetter[], isRefusing: () => boolean): void {
  let [buffer, isData, letter] = ['', false, { from: '', to: [] as string[], raw: '' }];
  const say = (line: string) => socket.write(`${line}\r\n`);
  say('220 desk.test ESMTP');
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString();
    for (let end = next(); end !== -1; end = next()) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + (isData ? 5 : 2));
      if (isData) finish(line);
      else command(line);
    }
  });
  const next = () => buffer.indexOf(isData ? '\r\n.\r\n' : '\r\n');
  const finish = (raw: string) => {
    letters.push({ ...letter, raw: raw.replaceAll('\r\n..', '\r\n.') });
    [isData, letter] = [false, { from: '', to: [], raw: '' }];
    say('250 taken');
  };
  const command = (line: string) => {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (/^EHLO /i.test(line)) return say('250 desk.test');
    if (/^QUIT/i.test(line)) return socket.end('221 bye\r\n');
    if (isRefusing()) return say('451 not now');
    if (/^MAIL FROM:</i.test(line)) return ((letter.from = address), say('250 ok'));
    if (/^RCPT TO:</i.test(line) && letter.from !== '') {
      return (letter.to.push(address), say('250 ok'));
    }
    if (/^DATA$/i.test(line) && letter.to.length > 0) return ((isData = true), say('354 go on'));
    return say('503 out of order');
  };
}

/** The words of a letter, whose lines mail has broken (quoted-printable). */
export const wordsOf = ({ raw }: TakenLetter): string =>
  raw
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
