import { describe, expect, test } from 'vitest';
import { createCrowd } from '../../sandbox/crowd/crowd.ts';
import { act, atRest, hear } from '../../sandbox/crowd/person.ts';
import type { Person } from '../../sandbox/crowd/person.ts';
import { personas, phrasesOf } from '../../sandbox/crowd/personas.ts';
import { platformNames } from '../../sandbox/model.ts';
import { createRandom } from '../../sandbox/random.ts';
import { eventually, startFakeDesk } from './support/desk.ts';
import { callsTo } from './support/linkedin.ts';
import { startTestSandbox } from './support/sandbox.ts';

/** Half an hour of a desk that answers every other customer. */
function halfAnHour(seed: string, rate = 6): string[] {
  const crowd = createCrowd({ personas, seed, rate, startAt: 0 });
  const said: string[] = [];
  for (let now = 0; now < 1_800_000; now += 1000) {
    const deed = crowd.tick(now);
    if (deed === undefined) continue;
    said.push(`${now} ${deed.persona.name}: ${JSON.stringify(deed.deed)}`);
    const isAnswered = Number(deed.persona.id) % 2 === 0;
    if (isAnswered) crowd.hear(deed.persona, 'Could you tell me your order number?', now + 400);
  }
  return said;
}

test('the same seed tells the same story', () => {
  expect(halfAnHour('one')).toEqual(halfAnHour('one'));
  expect(halfAnHour('one')).not.toEqual(halfAnHour('two'));
});

test('about as many things are said a minute as the rate says', () => {
  const { length } = halfAnHour('one', 3);
  expect(length).toBeGreaterThan(60);
  expect(length).toBeLessThan(110);
});

test('there are at least twelve people, of every language and goal', () => {
  expect(personas.length).toBeGreaterThanOrEqual(12);
  expect(new Set(personas.map((it) => it.language))).toEqual(
    new Set(['en', 'es', 'de', 'fr', 'pt']),
  );
  expect(new Set(personas.map((it) => it.goal)).size).toBe(6);
  expect(new Set(personas.map((it) => it.platform))).toEqual(new Set(platformNames));
});

describe('a customer', () => {
  const persona = personas.find((it) => it.language === 'de' && it.goal === 'parcel')!;
  const phrases = phrasesOf.de;
  const random = createRandom('test');
  const step = (person: Person) => act(person, random, person.dueAt);
  const opened = step(atRest(persona, 0)).person;
  const textOf = ({ deed }: ReturnType<typeof step>) =>
    deed?.kind === 'say' ? deed.text : undefined;

  test('asks again, gets upset and leaves when nobody answers', () => {
    const reminder = step(opened);
    const complaint = step(reminder.person);
    const farewell = step(complaint.person);
    expect(phrases.repeats).toContain(textOf(reminder));
    expect(phrases.upset).toContain(textOf(complaint));
    expect(phrases.leaves).toContain(textOf(farewell));
    expect(farewell.person.phase).toBe('resting');
  });

  test('gives the order number when asked for it', () => {
    const asked = hear(opened, 'Wie lautet Ihre Bestellnummer?', random, 5000);
    expect(asked.dueAt).toBeGreaterThan(7000);
    expect(textOf(step(asked))).toContain(opened.orderNumber);
  });

  test('answers a question, and is content in the end', () => {
    expect(phrases.answers).toContain(
      textOf(step(hear(opened, 'Passt Ihnen Freitag?', random, 0))),
    );
    let person: Person = opened;
    for (let turn = 0; turn < 5 && person.phase !== 'resting'; turn += 1) {
      person = step(hear(person, 'Das Paket kommt morgen.', random, 0)).person;
    }
    expect(person.phase).toBe('resting');
  });
});

test('people write by themselves, and read what they are answered', async () => {
  const desk = await startFakeDesk();
  const sandbox = await startTestSandbox({ webhookBaseUrl: desk.url, quiet: false, rate: 3000 });
  const { body } = await eventually(
    () => desk.received.find((it) => it.path.endsWith('facebook')),
    10_000,
  );
  const customer = /"sender":\{"id":"(\d+)"/.exec(body)![1]!;
  await sandbox.sendAsPage(customer, 'Hello!');
  await eventually(() => desk.received.find((it) => it.body.includes('"read"')), 6000);
  await sandbox.close();
  await desk.close();
});

test('people comment on LinkedIn, and go on below their comment when they are answered', async () => {
  const desk = await startFakeDesk();
  const begun = Date.now();
  // Nobody waits for people to read and think.
  const now = () => begun + (Date.now() - begun) * 60;
  const options = { webhookBaseUrl: desk.url, quiet: false, rate: 600, now };
  const sandbox = await startTestSandbox(options);
  const { answer, rest, commentsPath } = callsTo(sandbox);
  const asked = await eventually(() => {
    const told = desk.received.find(({ body }) => body.includes('"action":"COMMENT"'));
    return told && (JSON.parse(told.body) as { notifications: Told[] }).notifications[0];
  }, 10_000);
  const { owner, entity } = asked.decoratedGeneratedActivity.comment;
  expect(owner).toMatch(/^urn:li:person:/);
  await answer(
    asked.decoratedSourcePost.entity,
    'Hello! Which order is it? / Bestellnummer?',
    entity,
  );
  await eventually(async () => {
    const { body } = await rest('GET', `${commentsPath(entity)}?start=0&count=100`);
    return body['elements']?.some((it) => it['actor'] === owner);
  }, 10_000);
  await sandbox.close();
  await desk.close();
});

interface Told {
  decoratedSourcePost: { entity: string };
  decoratedGeneratedActivity: { comment: { owner: string; entity: string } };
}
