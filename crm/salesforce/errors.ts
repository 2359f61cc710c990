import { CrmError } from '../crm.ts';
import { inItsWords } from '../words.ts';

/** `INVALID_FIELD`, …; of an answer that is no JSON `ERROR_HTTP_503`. Undefined: there was no answer. */
export const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  if ('errorCode' in error && typeof error.errorCode === 'string') return error.errorCode;
  // What the token endpoint refuses has its code as a name: `invalid_grant`, …
  return /^([a-z]+(_[a-z]+)+|ERROR_HTTP_\d+)$/.test(error.name) ? error.name : undefined;
};

/** What passes by itself, and when to look again. */
const waits: Record<string, number> = {
  // The requests of a day: they come back little by little.
  REQUEST_LIMIT_EXCEEDED: 15 * 60_000,
  UNABLE_TO_LOCK_ROW: 1_000,
  DUPLICATE_VALUE: 1_000,
  QUERY_TIMEOUT: 10_000,
  SERVER_UNAVAILABLE: 30_000,
  API_CURRENTLY_DISABLED: 15 * 60_000,
  STORAGE_LIMIT_EXCEEDED: 3_600_000,
  UNKNOWN_EXCEPTION: 5_000,
};

const unauthorized = new Set([
  ...['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER', 'API_DISABLED_FOR_ORG'],
  ...['invalid_grant', 'invalid_client', 'invalid_client_id', 'invalid_client_credentials'],
  ...['inactive_user', 'inactive_org', 'unsupported_grant_type', 'unauthorized_client'],
]);

export function failureOf(error: unknown): CrmError {
  if (error instanceof CrmError) return error;
  const code = codeOf(error);
  if (code === undefined)
    return new CrmError('retry', 'Salesforce gave no answer that can be used');
  const words = `Salesforce ${code}: ${inItsWords(messageOf(error))}`;
  if (unauthorized.has(code)) return new CrmError('unauthorized', words);
  const retryAfterMs = waitAfter(code, messageOf(error));
  if (retryAfterMs !== undefined) return new CrmError('retry', words, { retryAfterMs });
  return new CrmError('refused', words);
}

function waitAfter(code: string, message: string): number | undefined {
  // Too many long ones at once is over in seconds; the requests of a day are not.
  if (code === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(message)) return 5_000;
  const [, status] = /^ERROR_HTTP_(\d+)$/.exec(code) ?? [];
  if (status === undefined) return waits[code];
  return Number(status) >= 500 || status === '429' || status === '408' ? 10_000 : undefined;
}

export const says = (error: unknown, ...codes: string[]): boolean =>
  error instanceof CrmError
    ? codes.some((code) => error.message.startsWith(`Salesforce ${code}:`))
    : codes.includes(codeOf(error) ?? '');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');
