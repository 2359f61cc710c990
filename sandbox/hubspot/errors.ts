import { randomUUID } from 'node:crypto';
import type { Answer, Dialect } from '../answer.ts';
import type { FaultEndpoint } from '../faults.ts';

interface SingleError {
  message: string;
  code?: string;
  context?: Record<string, string[]>;
}

/** A refusal in HubSpot's words. */
export class HubspotError extends Error {
  override name = 'HubspotError';
  readonly status: number;
  readonly category: string;
  readonly more: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    category: string,
    message: string,
    more: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.category = category;
    this.more = more;
    this.headers = headers;
  }
}

export const notFound = (message = 'resource not found') =>
  new HubspotError(404, 'OBJECT_NOT_FOUND', message);

export const invalid = (message: string, errors: SingleError[] = []) =>
  new HubspotError(400, 'VALIDATION_ERROR', message, errors.length > 0 ? { errors } : {});

/** Each property that is wrong, as a list inside of the message: HubSpot does that. */
export const badProperties = (problems: { name: string; code: string; message: string }[]) =>
  invalid(
    `Property values were not valid: ${JSON.stringify(
      problems.map(({ name, code, message }) => ({ isValid: false, message, error: code, name })),
    )}`,
    problems.map(({ name, code, message }) => ({
      ...{ message, code },
      context: { propertyName: [name] },
    })),
  );

export const alreadyExists = (id: string) =>
  new HubspotError(409, 'CONFLICT', `Contact already exists. Existing ID: ${id}`);

export const noToken = () =>
  new HubspotError(
    401,
    'INVALID_AUTHENTICATION',
    'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
  );

export const expired = (minutes: number) =>
  new HubspotError(
    401,
    'EXPIRED_AUTHENTICATION',
    `The OAuth token used to make this call expired ${minutes} minute(s) ago.`,
  );

export const missingScopes = (scopes: string[]) =>
  new HubspotError(
    403,
    'MISSING_SCOPES',
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    {
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: scopes },
        },
      ],
      links: { scopes: 'https://developers.hubspot.com/scopes' },
    },
  );

export const badRefreshToken = () =>
  new HubspotError(400, 'BAD_REFRESH_TOKEN', 'missing or unknown refresh token');

const policies = {
  SECONDLY: 'You have reached your secondly limit.',
  TEN_SECONDLY_ROLLING: 'You have reached your ten_secondly_rolling limit.',
  DAILY: 'You have reached your daily limit.',
};

/** No `Retry-After`: the policy's name says how long it takes. */
export const tooMany = (policyName: keyof typeof policies, headers: Record<string, string> = {}) =>
  new HubspotError(
    429,
    'RATE_LIMITS',
    policies[policyName],
    {
      ...{ errorType: 'RATE_LIMIT', policyName },
      groupName: 'publicapi:private-apps-api:calls:24811905',
    },
    headers,
  );

export const errorAnswer = ({
  status,
  category,
  message,
  more,
  headers,
}: HubspotError): Answer => ({
  ...{ status, headers },
  body: { status: 'error', message, correlationId: randomUUID(), category, ...more },
});

/** A gateway's own page: no JSON. */
const gateway = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from(`<html><head><title>${status}</title></head><body>Bad Gateway</body></html>`),
});

export const hubspotDialect = (endpoint: FaultEndpoint | 'other'): Dialect => ({
  rateLimited({ retryAfterSeconds = 10 }) {
    const policy =
      retryAfterSeconds <= 1
        ? 'SECONDLY'
        : retryAfterSeconds <= 10
          ? 'TEN_SECONDLY_ROLLING'
          : 'DAILY';
    return errorAnswer(tooMany(policy));
  },
  serverError({ status = 500 }) {
    if (status === 502 || status === 504) return gateway(status);
    return errorAnswer(new HubspotError(status, 'INTERNAL_ERROR', 'internal error'));
  },
  tokenDead: () => errorAnswer(endpoint === 'auth' ? badRefreshToken() : noToken()),
});
