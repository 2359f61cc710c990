import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { crmNames } from './crm/model.ts';
import { platformNames } from './model.ts';

export const faultKinds = [
  'rate_limit',
  'server_error',
  'hang',
  'reset',
  'accept_then_drop',
  'slow',
  'token_dead',
  'duplicate_webhooks',
  'shuffle_webhooks',
] as const;
export type FaultKind = (typeof faultKinds)[number];
/** Whom a fault is about: a platform, the language model, or a CRM. */
export const faultTargets = [...platformNames, 'model', ...crmNames] as const;
export type FaultTarget = (typeof faultTargets)[number];
export const faultEndpoints = [
  'send',
  'history',
  'profile',
  'upload',
  'download',
  'webhook',
  'chat',
  'embeddings',
  'models',
  'auth',
  'contacts',
  'search',
  'engagements',
  'cases',
] as const;
export type FaultEndpoint = (typeof faultEndpoints)[number];

export interface FaultOrder {
  platform?: FaultTarget | undefined;
  account?: string | undefined;
  endpoint?: FaultEndpoint | undefined;
  kind: FaultKind;
  /** Of each call that it could hit; 1 when absent. */
  probability?: number | undefined;
  /** It is over after so many hits. */
  count?: number | undefined;
  retryAfterSeconds?: number | undefined;
  /** It is over after so long. */
  durationSeconds?: number | undefined;
  /** How long `slow` and `hang` take. */
  delaySeconds?: number | undefined;
  status?: number | undefined;
  /** `server_error`, `hang` and `reset` come after the platform has taken the request, not before. */
  afterAccept?: boolean | undefined;
}

export interface Fault extends FaultOrder {
  id: string;
  hits: number;
  since: number;
}

export interface Call {
  platform: FaultTarget;
  account: string;
  /** 'other': typing, receipts, subscriptions; hit by faults that name no endpoint. */
  endpoint: FaultEndpoint | 'other';
}

/** The faults in force. Each draws from its own seeded numbers, so that the same calls fail again. */
export interface Faults {
  add(order: FaultOrder): Fault;
  list(): Fault[];
  remove(id: string): boolean;
  clear(): void;
  /** The first fault of these kinds that hits this call. */
  strike(call: Call, kinds?: readonly FaultKind[]): Fault | undefined;
}

export function createFaults(seed: string, now: () => number): Faults {
  const faults = new Map<string, { fault: Fault; random: Random }>();
  let added = 0;
  const isOver = (it: Fault) =>
    it.hits >= (it.count ?? Infinity) ||
    now() >= it.since + (it.durationSeconds ?? Infinity) * 1000;

  return {
    add(order) {
      added += 1;
      const id = `fault-${added}`;
      const fault = { ...order, id, hits: 0, since: now() };
      faults.set(id, { fault, random: createRandom(`${seed}/${id}`) });
      return fault;
    },
    list: () => [...faults.values()].map((it) => it.fault).filter((it) => !isOver(it)),
    remove: (id) => faults.delete(id),
    clear() {
      faults.clear();
      added = 0;
    },
    strike(call, kinds = callKinds) {
      for (const { fault, random } of faults.values()) {
        if (isOver(fault) || !kinds.includes(fault.kind) || !couldHit(fault, call)) continue;
        if (!random.isLucky(fault.probability ?? 1)) continue;
        fault.hits += 1;
        return fault;
      }
      return undefined;
    },
  };
}

const webhookKinds: readonly FaultKind[] = ['duplicate_webhooks', 'shuffle_webhooks'];
const callKinds = faultKinds.filter((it) => !webhookKinds.includes(it));

function couldHit(fault: Fault, call: Call): boolean {
  if (fault.platform !== undefined && fault.platform !== call.platform) return false;
  if (fault.account !== undefined && fault.account !== call.account) return false;
  if (fault.endpoint !== undefined) return fault.endpoint === call.endpoint;
  return call.endpoint !== 'webhook' || webhookKinds.includes(fault.kind);
}
