/** The API as the workspace calls it: same origin, the session's cookie, problems as errors. */
import { isAttended } from './attendance.ts';

export interface FieldProblem {
  field: string;
  message: string;
}

/** A refusal of the API (RFC 9457), or that it could not be reached (`code: 'unreachable'`). */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldProblem[];
  readonly members: Record<string, unknown>;
  constructor(status: number, code: string, detail: string, members: Record<string, unknown> = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.members = members;
    this.errors = Array.isArray(members['errors']) ? (members['errors'] as FieldProblem[]) : [];
  }
}

export const isProblem = (error: unknown, ...codes: string[]): error is Problem =>
  error instanceof Problem && (codes.length === 0 || codes.includes(error.code));

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

interface Asked {
  query?: Query;
  body?: unknown;
  /** Instead of a body as JSON. */
  file?: Blob;
  signal?: AbortSignal;
  version?: number;
  /** Idempotency-Key of a POST; made when absent. */
  key?: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  ask<T>('GET', path, { ...(query && { query }), ...(signal && { signal }) });

/** How often a change whose answer was lost is asked again, under the same key: done once, whatever happens. */
const triesOfChange = 4;

/** A change: repeated under the same Idempotency-Key while the network fails or the desk is restarting. */
export async function post<T>(path: string, body: unknown = {}, asked: Asked = {}): Promise<T> {
  const key = asked.key ?? crypto.randomUUID();
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask<T>('POST', path, { ...asked, body: asked.file ? undefined : body, key });
    } catch (error) {
      const isPassing =
        isProblem(error, 'unreachable', 'request_in_progress', 'temporarily_unavailable') &&
        tries < triesOfChange;
      if (!isPassing) throw error;
      await new Promise((resolve) => setTimeout(resolve, 400 * 2 ** tries));
    }
  }
}

export async function ask<T>(method: Method, path: string, asked: Asked = {}): Promise<T> {
  const { query, body, file, signal, version, key } = asked;
  const response = await reach(addressOf(path, query), {
    method,
    headers: {
      accept: 'application/json',
      ...(isAttended() ? {} : { 'careline-background': '1' }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(file && { 'content-type': file.type || 'application/octet-stream' }),
      ...(key && method === 'POST' ? { 'idempotency-key': key } : {}),
      ...(version === undefined ? {} : { 'if-match': `"${String(version)}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(file && { body: file }),
    ...(signal && { signal }),
    credentials: 'same-origin',
  });
  if (response.status === 204) return undefined as T;
  if (!response.ok) throw await problemOf(response);
  return (await response.json().catch(() => undefined)) as T;
}

/** What the API refused, and why. */
export const problemOf = async (response: Response): Promise<Problem> =>
  problemFrom(response.status, await response.json().catch(() => undefined));

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Problem(0, 'unreachable', 'The desk cannot be reached.');
  }
}

export function addressOf(path: string, query: Query = {}): string {
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    values.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const tail = values.toString();
  return `/api/v1${path}${tail === '' ? '' : `?${tail}`}`;
}

function problemFrom(status: number, answer: unknown): Problem {
  const members = (typeof answer === 'object' && answer !== null ? answer : {}) as Record<
    string,
    unknown
  >;
  const code = typeof members['code'] === 'string' ? members['code'] : 'unreachable';
  const detail =
    typeof members['detail'] === 'string' ? members['detail'] : `HTTP ${String(status)}`;
  return new Problem(status, code, detail, members);
}
