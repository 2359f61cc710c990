import { crc32, deflateSync } from 'node:zlib';

const [width, height] = [320, 240];

/** What people send photos of: a parcel on a floor, in one of some colours, as PNG. */
export function photoOfParcel(hue: number): Buffer {
  const row = 1 + width * 3;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels.set(colourAt(x, y, hue), y * row + 1 + x * 3);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits each of red, green and blue.
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colourAt(x: number, y: number, hue: number): number[] {
  const light = 1 - y / (height * 2.5);
  const isParcel = x > 70 && x < 250 && y > 70 && y < 190;
  const isTape = isParcel && Math.abs(x - 160) < 12;
  const isTorn = isParcel && x + y > 370 + ((x * 7) % 11);
  const shade = (...rgb: number[]) => rgb.map((it) => Math.round(it * light));
  if (isTorn) return shade(90, 62, 40);
  if (isTape) return shade(226, 208, 170);
  if (isParcel) return shade(186 + hue, 140, 92 - hue / 2);
  return y > 150 ? shade(150, 156, 160) : shade(214, 218 - hue / 3, 220);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
