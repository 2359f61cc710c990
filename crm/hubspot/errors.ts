import { CrmError } from '../crm.ts';
import { inItsWords } from '../words.ts';

/** A refusal as HubSpot words it; the SDK's exception has it in `code` and `body`. */
export interface Refusal {
  status: number;
  category: string;
  message: string;
  /** Codes of the single errors: `PROPERTY_DOESNT_EXIST`, `INVALID_EMAIL`, … */
  codes: string[];
  scopes: string[];
  policyName: string | undefined;
  retryAfterMs: number | undefined;
}

/** @returns undefined: no answer came, or none that is HubSpot's */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') {
    return undefined;
  }
  const body = recordOf('body' in error ? error.body : undefined);
  const headers = recordOf('headers' in error ? error.headers : undefined);
  const errors = (Array.isArray(body['errors']) ? body['errors'] : []).map(recordOf);
  const seconds = Number(headers['retry-after'] ?? NaN);
  return {
    status: error.code,
    category: textOf(body['category'] ?? body['errorType'] ?? body['status']),
    message: textOf(body['message']),
    codes: errors.map((it) => textOf(it['code'])),
    scopes: errors.flatMap((it) => {
      const scopes = recordOf(it['context'])['requiredGranularScopes'];
      return Array.isArray(scopes) ? scopes.map(textOf) : [];
    }),
    policyName: textOf(body['policyName']) || undefined,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  };
}

/** Its limits, by the name of the policy that was exceeded. */
const waits: Record<string, number> = {
  SECONDLY: 1_000,
  TEN_SECONDLY_ROLLING: 10_000,
  // Midnight in the account's own time zone, which is not told: look again in an hour.
  DAILY: 3_600_000,
};

export function failureOf(error: unknown): CrmError {
  if (error instanceof CrmError) return error;
  const refusal = refusalOf(error);
  // What went wrong below is not passed on: the SDK's exceptions repeat headers and bodies.
  if (refusal === undefined)
    return new CrmError('retry', 'HubSpot gave no answer that can be used');
  const { status, category, message, scopes, policyName = '' } = refusal;
  const reason = [status, category, ...refusal.codes].filter((it) => it !== '').join(' ');
  const words = `HubSpot ${reason}: ${inItsWords(message)}`;
  if (status === 429) {
    const retryAfterMs = refusal.retryAfterMs ?? waits[policyName] ?? 10_000;
    return new CrmError('retry', `${words} ${policyName}`.trim(), { retryAfterMs });
  }
  if (isPassing(status)) {
    const { retryAfterMs } = refusal;
    return new CrmError('retry', words, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status === 401) return new CrmError('unauthorized', words);
  if (category === 'MISSING_SCOPES') {
    return new CrmError('unauthorized', `HubSpot: the scope ${scopes.join(' or ')} is missing`);
  }
  return new CrmError('refused', words);
}

/** 423: somebody else writes the same record; 477: the account is being moved to another data center. */
const isPassing = (status: number) =>
  status >= 500 || status === 408 || status === 423 || status === 477;

/** Does the refusal name this: a status, a category, a code? */
export const says = (error: unknown, word: string): boolean =>
  error instanceof CrmError &&
  (/^HubSpot ([^:]*):/.exec(error.message)?.[1] ?? '').split(' ').includes(word);

export const isStatus = (error: unknown, status: number): boolean =>
  refusalOf(error)?.status === status;

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
