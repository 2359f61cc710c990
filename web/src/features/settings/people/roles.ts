import type { Agent } from '../../../lib/types.ts';

export type Role = Agent['role'];

const roles = ['viewer', 'agent', 'supervisor', 'admin'] as const satisfies Role[];

/** Nobody makes or changes somebody who may do more than they may themselves. */
export const mayChange = (own: Role, theirs: Role): boolean =>
  roles.indexOf(theirs) <= roles.indexOf(own);

export const rolesUpTo = (own: Role): Role[] => roles.filter((role) => mayChange(own, role));

/** As a word of its own. */
export const titled = (word: string, locale: string): string =>
  word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
