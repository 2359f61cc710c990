import { createRandom } from '../random.ts';
import { act, atRest, hear } from './person.ts';
import type { Deed, Person } from './person.ts';
import type { Persona } from './personas.ts';

/** All simulated customers together, paced so that they say about `rate` things a minute. */
export interface Crowd {
  /** What somebody does now; called about every second. */
  tick(now: number): { persona: Persona; deed: Deed } | undefined;
  hear(persona: Persona, reply: string, now: number): void;
}

export function createCrowd(options: {
  personas: readonly Persona[];
  seed: string;
  rate: number;
  startAt: number;
}): Crowd {
  const random = createRandom(`${options.seed}/crowd`);
  const meanPause = 60_000 / options.rate;
  const everybodyWithin = Math.ceil(meanPause * options.personas.length);
  const people = new Map<string, Person>(
    options.personas.map((it) => [
      it.id,
      atRest(it, options.startAt + random.between(0, everybodyWithin)),
    ]),
  );
  let quietUntil = options.startAt;

  return {
    tick(now) {
      if (now < quietUntil) return undefined;
      const due = [...people.values()].filter((it) => it.dueAt <= now);
      // Whoever is in a conversation goes on with it before somebody new begins one.
      const [next] = due.toSorted((left, right) => order(left) - order(right));
      if (next === undefined) return undefined;
      const { person, deed } = act(next, random, now);
      people.set(person.persona.id, person);
      if (deed === undefined) return undefined;
      quietUntil = now + -Math.log(1 - random.next()) * meanPause;
      return { persona: person.persona, deed };
    },
    hear(persona, reply, now) {
      const person = people.get(persona.id);
      if (person !== undefined) people.set(persona.id, hear(person, reply, random, now));
    },
  };
}

const order = (person: Person) => person.dueAt + (person.phase === 'resting' ? 1e12 : 0);
