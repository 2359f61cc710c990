/** The folder; what holds for every store holds for S3 too (test/peers/s3). */
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderStore } from '../../files/folder-store.ts';
import { isRaster, kindOf, sniff } from '../../files/sniff.ts';
import { spool, sweepSpool, unspool } from '../../files/spool.ts';
import { allOf, png, temporaryFolder } from './support.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const incoming = () => join(folder.path, 'incoming');
const coming = (...chunks: Buffer[]) => spool(incoming(), asStream(chunks));
async function* asStream(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
const key = 'ab'.repeat(16);

describe('what comes', () => {
  test('is measured, hashed and recognised by its bytes', async () => {
    const file = await coming(png.subarray(0, 5), png.subarray(5));
    expect(file).toMatchObject({ size: png.length, mimeType: 'image/png' });
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await readFile(file.path)).toEqual(png);
    expect((await stat(file.path)).mode & 0o077).toBe(0);
    await unspool(file);
    expect(await readdir(incoming())).toEqual([]);
  });

  test('may be empty', async () => {
    expect(await coming()).toMatchObject({ size: 0, mimeType: 'application/octet-stream' });
  });

  test('and breaks off leaves nothing', async () => {
    const breaking = async function* () {
      yield await Promise.resolve(png);
      throw new Error('gone');
    };
    await expect(spool(incoming(), breaking())).rejects.toThrow('gone');
    expect(await readdir(incoming())).toEqual([]);
  });

  test('and was left by a crash is swept when it is old', async () => {
    const [old, young] = [await coming(png), await coming(png)];
    await utimes(old.path, new Date(0), new Date(0));
    await sweepSpool(incoming(), 60_000);
    expect(await readdir(incoming())).toEqual([young.path.split('/').at(-1)]);
    await sweepSpool(join(folder.path, 'not there'), 0);
  });
});

describe('the folder', () => {
  test('keeps a file, reads it and lets it go', async () => {
    const store = folderStore(folder.path);
    await store.keep(`${key}.1`, await coming(png));
    const body = await store.read(`${key}.1`);
    expect(await allOf(body!)).toEqual(png);
    expect(await readdir(incoming())).toEqual([]);
    await store.remove(`${key}.1`);
    await store.remove(`${key}.1`);
    expect(await store.read(`${key}.1`)).toBeUndefined();
  });

  test('replaces a file as a whole', async () => {
    const store = folderStore(folder.path);
    await store.keep(key, await coming(png));
    await store.keep(key, await coming(Buffer.from('newer')));
    expect((await allOf((await store.read(key))!)).toString()).toBe('newer');
  });

  test.each(['../../etc/passwd', '', 'short', `${key}/../x`, `${key}.1/x`, key.toUpperCase()])(
    'is left by no key: %j',
    async (wrong) => {
      await writeFile(join(folder.path, 'x'), 'x');
      await expect((async () => folderStore(folder.path).read(wrong))()).rejects.toThrow(
        'not a key',
      );
    },
  );
});

describe('a file is', () => {
  const gif = Buffer.from('GIF89a;<script>alert(1)</script>');
  const octets = 'application/octet-stream';
  test.each([
    ['a picture', png, 'image/png'],
    ['a picture, whatever else it holds', gif, 'image/gif'],
    ['a voice message', Buffer.from('OggS\0\u0002'.padEnd(28, '\0') + 'OpusHead'), 'audio/ogg'],
    ['a document', Buffer.from('%PDF-1.7\n'), 'application/pdf'],
    [
      'bytes: a drawing that scripts',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      octets,
    ],
    ['bytes: one with its declaration', Buffer.from('<?xml version="1.0"?><svg/>'), octets],
    ['bytes: a page', Buffer.from('<!doctype html><script>alert(1)</script>'), octets],
    ['bytes: text', Buffer.from('hello'), octets],
    ['bytes: nothing', Buffer.alloc(0), octets],
    ['bytes: a broken container', Buffer.from('PK\u0003\u0004broken'), expect.any(String)],
  ])('%s', async (_what, bytes, mimeType) => {
    expect(await sniff(bytes)).toEqual(mimeType);
  });

  test('sorted as platforms sort, and shown only where it is made of points', () => {
    expect(['image/png', 'image/heic', 'video/mp4', 'audio/ogg', 'text/html'].map(kindOf)).toEqual([
      ...['image', 'file', 'video', 'audio', 'file'],
    ]);
    expect(isRaster('image/svg+xml')).toBe(false);
  });
});
