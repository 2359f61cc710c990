/** What a caller can act on. Anything else that is thrown is a bug or an outage. */

export type CareErrorCode =
  | 'malformed_request'
  | 'invalid_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'foreign_origin'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'already_exists'
  | 'in_use'
  | 'version_mismatch'
  | 'too_large'
  | 'headers_too_large'
  | 'too_slow'
  | 'unsupported_media_type'
  | 'idempotency_key_reused'
  | 'request_in_progress'
  | 'too_many_requests'
  | 'temporarily_unavailable'
  | 'internal_error'
  | 'window_closed'
  | 'conversation_mismatch'
  | 'conversation_closed'
  | 'conversation_exists'
  | 'stale_reply'
  | 'reason_required'
  | 'wrong_status'
  | 'unknown_message'
  | 'already_sending'
  | 'too_many_scheduled'
  | 'merged'
  | 'nothing_to_do'
  | 'overtaken'
  | 'not_ready'
  | 'no_model'
  | 'over_budget'
  | 'model_failed'
  | 'gone';

/** What is wrong with one field of a request, by its path: `slaDefaults.businessHours.timezone`. */
export interface FieldError {
  field: string;
  message: string;
}

export interface CareErrorDetails {
  errors?: readonly FieldError[];
  /** Members that go out beside the message, e.g. `conversationId`. */
  members?: Record<string, unknown>;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** A refusal: a stable code for programs, a sentence for people. */
export class CareError extends Error {
  override name = 'CareError';
  readonly code: CareErrorCode;
  readonly errors: readonly FieldError[];
  readonly members: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;
  constructor(code: CareErrorCode, message: string, details: CareErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.errors = details.errors ?? [];
    this.members = details.members ?? {};
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export const notFound = (what: string): CareError =>
  new CareError('not_found', `There is no such ${what}.`);

/** One field is wrong: the message says how, and the field is named. */
export const invalid = (field: string, message: string): CareError =>
  new CareError('invalid_request', `${field}: ${message}`, { errors: [{ field, message }] });

/** What was looked for; undefined where there is no such thing. An outage stays one. */
export async function unlessMissing<T>(looked: Promise<T>): Promise<T | undefined> {
  try {
    return await looked;
  } catch (error) {
    if (error instanceof CareError && error.code === 'not_found') return undefined;
    throw error;
  }
}
