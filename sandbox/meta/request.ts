import type { Request } from 'express';
import { GraphError } from './errors.ts';

/** A Graph API call: parameters come in the query, a form or JSON, and mean the same in each. */
export interface GraphRequest {
  bearer: string | undefined;
  text(name: string): string | undefined;
  /** A structured parameter; in a query or a form it is JSON in a text. */
  value(name: string): unknown;
  has(name: string): boolean;
}

export function readGraphRequest(request: Request): GraphRequest {
  const bearer = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const parameters = { ...queryOf(request), ...bodyOf(request) };
  const value = (name: string) => {
    const given = parameters[name];
    return typeof given === 'string' ? parsedOrText(given) : given;
  };
  return {
    bearer,
    value,
    has: (name) => parameters[name] !== undefined,
    text(name) {
      const given = parameters[name];
      if (given === undefined) return undefined;
      return typeof given === 'string' ? given : JSON.stringify(given);
    },
  };
}

const queryOf = (request: Request) =>
  Object.fromEntries(new URL(request.originalUrl, 'http://sandbox').searchParams);

function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  const text = body.toString('utf8');
  if (request.is('application/x-www-form-urlencoded') !== false) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch {
    // Told below, in Graph's words.
  }
  throw new GraphError('(#100) The body is neither a form nor a JSON object', 100);
}

function parsedOrText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
