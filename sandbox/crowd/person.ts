import type { Random } from '../random.ts';
import { phrasesOf } from './personas.ts';
import type { Persona } from './personas.ts';

type Intent = 'order' | 'answer' | 'follow_up' | 'thanks' | 'thumbs_up';

/** Where a simulated customer stands; times are ms since 1970. */
export interface Person {
  persona: Persona;
  phase: 'resting' | 'waiting' | 'replying';
  /** When something is next done or said. */
  dueAt: number;
  orderNumber: string;
  /** How often the question was asked again without an answer. */
  reminders: number;
  turns: number;
  intent?: Intent;
}

export type Deed = { kind: 'say'; text: string; withPhoto: boolean } | { kind: 'thumbs_up' };

const minutes = (count: number) => count * 60_000;

export const atRest = (persona: Persona, dueAt: number): Person => ({
  persona,
  phase: 'resting',
  dueAt,
  orderNumber: '',
  reminders: 0,
  turns: 0,
});

/** A reply arrives: it is read, thought about and, a while later, answered. */
export function hear(person: Person, reply: string, random: Random, now: number): Person {
  if (person.phase === 'resting') return person;
  const intent = intentAfter(person, reply, random);
  const reading = 2000 + Math.min(reply.length * 30, 8000);
  return {
    ...person,
    phase: 'replying',
    intent,
    dueAt: now + reading + random.between(2000, 12_000),
  };
}

function intentAfter({ persona, turns }: Person, reply: string, random: Random): Intent {
  if (phrasesOf[persona.language].asksForOrder.test(reply)) return 'order';
  const hasHadEnough = turns >= 3 || persona.goal === 'thanks';
  if (reply.includes('?') && !hasHadEnough) return 'answer';
  const isCurious =
    !hasHadEnough && turns < 2 && random.isLucky(persona.goal === 'praise' ? 0.2 : 0.6);
  if (isCurious) return 'follow_up';
  return random.isLucky(0.25) ? 'thumbs_up' : 'thanks';
}

/** Called when due: what the person does now, if anything, and how they are after it. */
export function act(person: Person, random: Random, now: number): { person: Person; deed?: Deed } {
  const { persona, orderNumber } = person;
  const phrases = phrasesOf[persona.language];
  const say = (texts: readonly string[], withPhoto = false): Deed => ({
    kind: 'say',
    text: random.pick(texts).replace('{order}', orderNumber),
    withPhoto,
  });
  const waiting = (): Person => ({
    ...person,
    phase: 'waiting',
    dueAt: now + persona.patienceSeconds * random.between(800, 1200),
  });
  const resting = () => atRest(persona, now + minutes(random.between(8, 25)));

  if (person.phase === 'resting') {
    const opened = { ...waiting(), orderNumber: `HO-${random.between(10_000, 99_999)}`, turns: 0 };
    return { person: opened, deed: say(phrases.openings[persona.goal]) };
  }
  if (person.phase === 'waiting') {
    const needsNoAnswer = persona.goal === 'praise' || persona.goal === 'thanks';
    if (needsNoAnswer && person.turns === 0) return { person: resting() };
    const reminders = person.reminders + 1;
    if (reminders > 2) return { person: resting(), deed: say(phrases.leaves) };
    const deed = say(reminders === 1 ? phrases.repeats : phrases.upset);
    return { person: { ...waiting(), reminders }, deed };
  }
  const next = { ...waiting(), reminders: 0, turns: person.turns + 1 };
  switch (person.intent) {
    case 'order':
      return { person: next, deed: say(phrases.orderNumber) };
    case 'answer':
      return {
        person: next,
        deed: say(phrases.answers, persona.goal === 'refund' && random.isLucky(0.4)),
      };
    case 'follow_up':
      return { person: next, deed: say(phrases.followUps[persona.goal]) };
    case 'thumbs_up':
      return { person: resting(), deed: { kind: 'thumbs_up' } };
    default:
      return { person: resting(), deed: say(phrases.thanks) };
  }
}
