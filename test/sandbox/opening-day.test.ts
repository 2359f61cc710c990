import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstMessages } from '../../sandbox/crowd/first-messages.ts';
import { photoOfParcel } from '../../sandbox/crowd/photo.ts';
import { platformNames } from '../../sandbox/model.ts';
import { eventually, startFakeDesk } from './support/desk.ts';
import { startTestSandbox, type Answer, type TestSandbox } from './support/sandbox.ts';

test('a new desk hears of everything: six platforms, five languages, photos, comments, mentions, reviews', () => {
  const all = firstMessages('careline', 120);
  expect(all).toEqual(firstMessages('careline', 120));
  expect(all).toHaveLength(120);
  expect(new Set(all.map((it) => it.platform))).toEqual(new Set(platformNames));
  expect(new Set(all.map((it) => it.language))).toEqual(new Set(['en', 'de', 'fr', 'es', 'pt']));
  for (const kind of ['dm', 'comment', 'mention', 'review']) {
    expect(all.filter((it) => it.kind === kind).length, kind).toBeGreaterThan(3);
  }
  expect(all.filter((it) => it.withPhoto).length).toBeGreaterThan(10);
  // What is promised the quickest answer comes first.
  expect(all[0]).toMatchObject({ platform: 'facebook', kind: 'review', recommends: false });
});

test('a photo is a picture', () => {
  const photo = photoOfParcel(20);
  expect(photo.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
  expect([photo.readUInt32BE(16), photo.readUInt32BE(20)]).toEqual([320, 240]);
  expect(photoOfParcel(1)).not.toEqual(photo);
});

const people = 120;
const peopleIn = async (sandbox: TestSandbox) => {
  const lists = await Promise.all(
    platformNames.map((name) => sandbox.call('GET', `/sandbox/platforms/${name}/people`)),
  );
  const known = lists.flatMap(({ body }) => body['data']! as Answer[]);
  return known.filter((it) => it['lastAt'] !== undefined).length;
};

test('everybody writes once the desk is there, each once, a restart in between', async () => {
  const home = await mkdtemp(join(tmpdir(), 'careline-opening-'));
  const desk = await startFakeDesk();
  desk.answerGetsWith(() => ({ status: 503, body: {} }));
  const options = { home, webhookBaseUrl: desk.url, openingDay: { people, everyMs: 20 } };
  const first = await startTestSandbox(options);
  await eventually(() => desk.asked.includes('/readyz'), 5_000);
  expect(await peopleIn(first)).toBe(0);
  desk.answerGetsWith(() => ({ status: 200, body: {} }));
  await eventually(async () => (await peopleIn(first)) > 30, 10_000);
  await first.close();
  const second = await startTestSandbox(options);
  await eventually(async () => (await peopleIn(second)) >= people, 20_000);
  await second.close();
  const third = await startTestSandbox(options);
  expect(await peopleIn(third)).toBe(people);
  await third.close();
  await desk.close();
  await rm(home, { recursive: true });
});

test('a world that is older has no opening day', async () => {
  const home = await mkdtemp(join(tmpdir(), 'careline-opening-'));
  const desk = await startFakeDesk();
  desk.answerGetsWith(() => ({ status: 200, body: {} }));
  await (await startTestSandbox({ home, webhookBaseUrl: desk.url })).close();
  const options = { home, webhookBaseUrl: desk.url, openingDay: { people, everyMs: 5 } };
  const sandbox = await startTestSandbox(options);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await peopleIn(sandbox)).toBe(0);
  await sandbox.close();
  await desk.close();
  await rm(home, { recursive: true });
});
