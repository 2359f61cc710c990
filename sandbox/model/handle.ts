import type { Answer } from '../answer.ts';
import type { ModelCall } from './call.ts';
import { noModel } from './errors.ts';

/** Answers a request's body, and notes in the ledger's line what it said. */
export type Handle = (body: unknown, call: ModelCall) => Answer | Promise<Answer>;

/** How many tokens a model takes. */
export function sizeOf(models: Record<string, number>, name: string): number {
  const size = Object.hasOwn(models, name) ? models[name] : undefined;
  if (size === undefined) throw noModel(name);
  return size;
}
