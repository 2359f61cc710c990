/**
 * Our store of files against s3rver, a server of Amazon's protocol from npm. It knows who signs and not whether the signature
 * is right: what it is right about is Amazon's own client. Run by `npm run test:peers`.
 */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import S3rver from 's3rver';
import { s3Store } from '../../../files/s3-store.ts';
import { spool } from '../../../files/spool.ts';
import type { FileStore } from '../../../files/store.ts';

const key = `${'ab'.repeat(16)}.1`;
let folder: string;
let server: S3rver;
let endpoint: string;
let store: FileStore;

const storeAt = (more: { bucket?: string; id?: string } = {}) =>
  s3Store({
    ...{ bucket: more.bucket ?? 'desk', endpoint, region: 'us-east-1' },
    keys: { accessKeyId: more.id ?? 'S3RVER', secretAccessKey: 'S3RVER' },
  });
const coming = (bytes: Buffer) =>
  spool(
    join(folder, 'incoming'),
    (async function* () {
      yield await Promise.resolve(bytes);
    })(),
  );
async function allOf(body: Readable | undefined): Promise<Buffer> {
  ok(body);
  return Buffer.concat(await body.toArray());
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'careline-s3-'));
  server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 'buckets') },
    configureBuckets: [{ name: 'desk', configs: [] }],
  });
  const { port } = await server.run();
  endpoint = `http://127.0.0.1:${String(port)}`;
  store = storeAt();
});
after(async () => {
  store.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

test('a file is kept, read and let go; twice is harmless', async () => {
  const bytes = randomBytes(3_000_000);
  await store.keep(key, await coming(bytes));
  deepEqual(await allOf(await store.read(key)), bytes);
  await store.remove(key);
  await store.remove(key);
  equal(await store.read(key), undefined);
});

test('the same key again takes its place', async () => {
  await store.keep(key, await coming(Buffer.from('older')));
  await store.keep(key, await coming(Buffer.from('newer')));
  equal((await allOf(await store.read(key))).toString(), 'newer');
});

test('an empty file is one', async () => {
  await store.keep(key, await coming(Buffer.alloc(0)));
  equal((await allOf(await store.read(key))).length, 0);
});

test('a stranger is refused, and a bucket that is not there is no missing file', async () => {
  const stranger = storeAt({ id: 'stranger' });
  await rejects(stranger.read(key), { name: 'InvalidAccessKeyId' });
  await rejects(stranger.keep(key, await coming(Buffer.from('x'))), { name: 'InvalidAccessKeyId' });
  stranger.close();
  const nowhere = storeAt({ bucket: 'nowhere' });
  await rejects(nowhere.read(key), { name: 'NoSuchBucket' });
  nowhere.close();
});
