import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

const size = 64;

/** A profile picture for a customer: a disc in a colour of their own, as PNG. */
export function avatarOf(id: string): Buffer {
  const [red = 0, green = 0, blue = 0] = createHash('sha256').update(id).digest();
  const colour = [red, green, blue].map((it) => 80 + (it % 140));
  const rows = Array.from({ length: size }, (_, y) =>
    Buffer.from([
      0,
      ...Array.from({ length: size }, (_, x) => (isInside(x, y) ? colour : [238, 238, 238])).flat(),
    ]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const isInside = (x: number, y: number) => (x - size / 2) ** 2 + (y - size / 2) ** 2 < 576;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
