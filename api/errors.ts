/** Which HTTP status each refusal has, in one place. */
import { CareError, type CareErrorCode, type FieldError } from '../domain/errors.ts';
import type { z } from 'zod';

export const statusOf: Record<CareErrorCode, number> = {
  malformed_request: 400,
  invalid_request: 422,
  unauthenticated: 401,
  forbidden: 403,
  foreign_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  already_exists: 409,
  in_use: 409,
  version_mismatch: 412,
  too_large: 413,
  headers_too_large: 431,
  too_slow: 408,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  request_in_progress: 409,
  too_many_requests: 429,
  temporarily_unavailable: 503,
  internal_error: 500,
  window_closed: 409,
  conversation_mismatch: 409,
  conversation_closed: 409,
  conversation_exists: 409,
  stale_reply: 409,
  reason_required: 422,
  wrong_status: 409,
  unknown_message: 409,
  already_sending: 409,
  too_many_scheduled: 409,
  merged: 409,
  nothing_to_do: 409,
  overtaken: 409,
  not_ready: 409,
  no_model: 409,
  over_budget: 409,
  model_failed: 502,
  gone: 410,
};

/** A sentence per code, shown as the problem's title and at its `type` address. */
export const titleOf: Record<CareErrorCode, string> = {
  malformed_request: 'The request cannot be read',
  invalid_request: 'The request has wrong values',
  unauthenticated: 'A login or a valid bearer token is needed',
  forbidden: 'Your role may not do that',
  foreign_origin: 'The request comes from a page of another site',
  not_found: 'There is no such thing',
  method_not_allowed: 'This method does not exist here',
  not_acceptable: 'The answer has no such form',
  already_exists: 'There is one already',
  in_use: 'Others still refer to it',
  version_mismatch: 'It was changed meanwhile',
  too_large: 'The request is too large',
  headers_too_large: 'The headers are too large',
  too_slow: 'The request took too long to arrive',
  unsupported_media_type: 'The content type is not JSON',
  idempotency_key_reused: 'This Idempotency-Key was used for another request',
  request_in_progress: 'The first request with this Idempotency-Key is still under way',
  too_many_requests: 'Too many requests',
  temporarily_unavailable: 'A part of the desk is down for the moment',
  internal_error: 'Something went wrong on our side',
  window_closed: 'The platform does not allow a message to this customer now',
  conversation_mismatch: 'The thread has another conversation now',
  conversation_closed: 'The conversation is closed',
  conversation_exists: 'A conversation with this customer is open already',
  stale_reply: 'The conversation went on while the reply was written',
  reason_required: 'A reason is needed',
  wrong_status: 'The status of the conversation does not allow that',
  unknown_message: 'The message is not in a state that allows that',
  already_sending: 'The reply is being sent',
  too_many_scheduled: 'Too many replies wait for later',
  merged: 'It is part of another conversation now',
  nothing_to_do: 'There is nothing to do',
  overtaken: 'The conversation went on',
  not_ready: 'It is not there yet',
  no_model: 'No language model is there for that',
  over_budget: 'What may be spent on the language model is spent',
  model_failed: 'The language model gave nothing that can be used',
  gone: 'It is not there any more, or never came',
};

/** What zod found, as problems of named fields (`skills[0].level`), the first of each. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], within: string): FieldError[] {
  const errors = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: fieldOf([...issue.path, key], within),
          message: 'is not a known field',
        }))
      : [{ field: fieldOf(issue.path, within), message: issue.message }],
  );
  return errors.filter(({ field }, at) => errors.findIndex((it) => it.field === field) === at);
}

const fieldOf = (path: readonly PropertyKey[], within: string): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || within;

export function invalidRequest(errors: readonly FieldError[]): CareError {
  const [first] = errors;
  const message = first ? `${first.field}: ${first.message}` : 'The request has wrong values.';
  return new CareError('invalid_request', message, { errors });
}
