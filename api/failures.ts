/** What was thrown, as the refusal it comes to: by us, by the body parser, by the database, by Temporal. */
import { CareError } from '../domain/errors.ts';
import { TimeoutError } from './with-timeout.ts';

export function refusalIn(error: unknown): CareError {
  if (error instanceof CareError) return error;
  if (error instanceof TimeoutError) return unavailable('The store', error);
  return parserRefusal(error) ?? databaseRefusal(error) ?? bug(error);
}

const bug = (cause: unknown): CareError =>
  new CareError('internal_error', 'Something went wrong on our side; it has been logged.', {
    cause,
  });

export const unavailable = (what: string, cause?: unknown): CareError =>
  new CareError('temporarily_unavailable', `${what} cannot be reached; try again in a moment.`, {
    retryAfterSeconds: 2,
    cause,
  });

/** body-parser and raw-body throw http-errors with a `type`. */
function parserRefusal(error: unknown): CareError | undefined {
  if (
    !isRecord(error) ||
    typeof error['type'] !== 'string' ||
    typeof error['status'] !== 'number'
  ) {
    return error instanceof URIError
      ? new CareError('malformed_request', 'The address is not well encoded.')
      : undefined;
  }
  switch (error['type']) {
    case 'entity.too.large':
      return new CareError('too_large', `The body may have ${String(error['limit'])} bytes.`);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new CareError('unsupported_media_type', 'Send JSON in UTF-8, not compressed.');
    default:
      return error['status'] < 500
        ? new CareError('malformed_request', 'The body cannot be read as JSON.')
        : undefined;
  }
}

const outages = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  '57014', // A statement ran out of its time.
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '53200',
  '08006',
  '08001',
  '08003',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2037',
]);

/** Codes of PostgreSQL, of Prisma, and of sockets; messages where a library gives no code. */
function databaseRefusal(error: unknown): CareError | undefined {
  for (const link of chainOf(error)) {
    const code = typeof link['code'] === 'string' ? link['code'] : '';
    const original = typeof link['originalCode'] === 'string' ? link['originalCode'] : '';
    const message = typeof link['message'] === 'string' ? link['message'] : '';
    if (outages.has(code) || outages.has(original) || isConnectionLoss(message)) {
      return unavailable('The database', error);
    }
    if (code === 'P2002' || code === '23505') {
      return new CareError('already_exists', 'There is one with these values already.');
    }
    if (code === 'P2025') return new CareError('not_found', 'There is no such thing.');
    if (code === 'P2003' || code === '23503') {
      return new CareError('in_use', 'Others still refer to it.');
    }
    // Data that no column can hold (a number too large, a text it cannot encode).
    if (/^22/.test(code)) return new CareError('invalid_request', 'A value cannot be stored.');
  }
  return undefined;
}

const isConnectionLoss = (message: string): boolean =>
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Can't reach database server|Client has encountered a connection error/.test(
    message,
  );

function* chainOf(error: unknown): Generator<Record<string, unknown>> {
  let link = error;
  for (let depth = 0; depth < 5 && isRecord(link); depth++) {
    yield link;
    const meta = isRecord(link['meta']) ? link['meta']['driverAdapterError'] : undefined;
    link = link['cause'] ?? meta;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
