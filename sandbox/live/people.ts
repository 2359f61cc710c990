import { randomInt } from 'node:crypto';
import type { Customer, PlatformName } from '../model.ts';
import { customerIn, personas } from '../crowd/personas.ts';
import { putCustomer } from '../world.ts';
import type { World } from '../world.ts';

/** Somebody whom one can be on a platform. */
export interface Person {
  id: string;
  name: string;
  handle?: string;
  /** ms since 1970: when something last happened with them; absent: nothing yet. */
  lastAt?: number;
  /** Of that, in private. */
  wroteAt?: number;
}

const mostPeople = 60;

/** Those who have written, the latest first, and then the personas who have not yet. */
export function peopleOn(world: World, platform: PlatformName, account: string): Person[] {
  const lastAt = new Map<string, number>();
  const wroteAt = new Map<string, number>();
  const seen = (id: string, at: number) => lastAt.set(id, Math.max(at, lastAt.get(id) ?? 0));
  for (const chat of world.chats()) {
    if (chat.platform !== platform || chat.account !== account) continue;
    seen(chat.customer, chat.lastAt);
    wroteAt.set(chat.customer, chat.lastAt);
  }
  for (const comment of world.tables.comments.values()) {
    const isTheirs = comment.platform === platform && comment.author !== account;
    if (isTheirs && comment.account === account) seen(comment.author, comment.at);
  }
  const known = [...world.tables.customers.values()].filter((it) => it.platform === platform);
  const fresh = personas.filter((it) => it.platform === platform).map(customerIn);
  const all = new Map([...fresh, ...known].map((it) => [it.id, it]));
  return [...all.values()]
    .map(({ id, name, handle }) => ({
      ...{ id, name },
      ...(handle !== undefined && { handle }),
      ...(lastAt.has(id) && { lastAt: lastAt.get(id) ?? 0 }),
      ...(wroteAt.has(id) && { wroteAt: wroteAt.get(id) ?? 0 }),
    }))
    .toSorted((a, b) => (b.lastAt ?? 0) - (a.lastAt ?? 0))
    .slice(0, mostPeople);
}

/** Somebody new, with an id as the platform gives them out. */
export function invent(world: World, platform: PlatformName, name: string): Customer {
  const handle = handleFrom(name);
  const person: Customer = {
    ...{ platform, id: newIds[platform](), name },
    ...(platform !== 'facebook' &&
      platform !== 'linkedin' && { handle: handles(platform, handle) }),
  };
  world.commit([putCustomer(person)]);
  return person;
}

const digits = (first: string, count: number) =>
  first + Array.from({ length: count }, () => randomInt(10)).join('');
const letters = 'abcdefghijklmnopqrstuvwxyz234567';

const newIds: Record<PlatformName, () => string> = {
  facebook: () => digits('24', 14),
  instagram: () => digits('179', 13),
  telegram: () => digits('6', 8),
  x: () => digits('17', 16),
  linkedin: () => `urn:li:person:${digits('p', 9)}`,
  bluesky: () => `did:plc:${Array.from({ length: 24 }, () => letters[randomInt(32)]).join('')}`,
};

const handleFrom = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 12)
    .replaceAll(/^_+|_+$/g, '') || 'somebody';

const handles = (platform: PlatformName, handle: string): string =>
  platform === 'bluesky'
    ? `${handle.replaceAll('_', '-')}${randomInt(100, 1000)}.example`
    : `${handle}${randomInt(100, 1000)}`;
