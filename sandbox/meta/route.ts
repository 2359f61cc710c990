import type { Answer } from '../answer.ts';
import type { Call } from '../faults.ts';
import { unknownObject } from './errors.ts';
import type { HistoryCall } from './messages.ts';
import type { Usage } from './usage.ts';

/** An authenticated call; `id` is the object it is about. */
export interface GraphCall extends HistoryCall {
  id: string;
}

export interface GraphRoute {
  method: 'get' | 'post' | 'delete';
  path: string;
  endpoint: (call: GraphCall) => Call['endpoint'];
  handle: (call: GraphCall) => Answer | Promise<Answer>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const success: Answer = ok({ success: true });

/** Reads of conversations have a limit of their own. */
export const counted =
  (usage: Usage) => (handle: (call: GraphCall) => unknown) => (call: GraphCall) => {
    usage.countHistory(call.account);
    return ok(handle(call));
  };

export function missing(id: string): never {
  throw unknownObject(id);
}
