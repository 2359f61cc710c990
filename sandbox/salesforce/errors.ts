import type { Answer, Dialect } from '../answer.ts';
import type { FaultEndpoint } from '../faults.ts';

/** A refusal in Salesforce's words: a list of one. */
export class SalesforceError extends Error {
  override name = 'SalesforceError';
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[] | undefined;

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }
}

export const errorAnswer = ({ status, errorCode, message, fields }: SalesforceError): Answer => ({
  status,
  body: [{ message, errorCode, ...(fields && { fields }) }],
});

export const noSession = () =>
  new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

export const notFound = (message = 'The requested resource does not exist') =>
  new SalesforceError(404, 'NOT_FOUND', message);

export const noSuchColumn = (field: string, type: string) =>
  new SalesforceError(
    400,
    'INVALID_FIELD',
    `No such column '${field}' on entity '${type}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.`,
  );

export const malformed = (message: string) => new SalesforceError(400, 'MALFORMED_QUERY', message);

export const duplicate = (field: string, id: string) =>
  new SalesforceError(
    400,
    'DUPLICATE_VALUE',
    `duplicate value found: ${field} duplicates value on record with id: ${id}`,
    [],
  );

export const locked = (id: string) =>
  new SalesforceError(
    400,
    'UNABLE_TO_LOCK_ROW',
    `unable to obtain exclusive access to this record or 1 records: ${id}`,
    [],
  );

/** The token endpoint speaks OAuth. */
export class OAuthError extends Error {
  override name = 'OAuthError';
  readonly error: string;

  constructor(error: string, description: string) {
    super(description);
    this.error = error;
  }
}

export const oauthAnswer = ({ error, message }: OAuthError): Answer => ({
  status: 400,
  body: { error, error_description: message },
});

export const badGrant = () => new OAuthError('invalid_grant', 'expired access/refresh token');

export const salesforceDialect = (endpoint: FaultEndpoint | 'other'): Dialect => ({
  rateLimited: ({ retryAfterSeconds = 1 }) =>
    errorAnswer(
      new SalesforceError(
        403,
        'REQUEST_LIMIT_EXCEEDED',
        retryAfterSeconds > 60
          ? 'TotalRequests Limit exceeded.'
          : 'ConcurrentPerOrgLongTxn Limit exceeded.',
      ),
    ),
  serverError({ status = 500 }) {
    if (status === 502 || status === 504) {
      const body = Buffer.from('<html><body>Bad Gateway</body></html>');
      return { status, headers: { 'content-type': 'text/html' }, body };
    }
    return errorAnswer(
      status === 503
        ? new SalesforceError(503, 'SERVER_UNAVAILABLE', 'The server is temporarily unavailable')
        : new SalesforceError(status, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
    );
  },
  tokenDead: () => (endpoint === 'auth' ? oauthAnswer(badGrant()) : errorAnswer(noSession())),
});
