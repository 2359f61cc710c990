import type { Request } from 'express';
import { badRequest } from './errors.ts';
import { parseMultipart } from '../multipart.ts';

/** A file that came along in a multipart body. */
export interface Upload {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/** The parameters of a method, whichever of the four ways they came. */
export interface Parameters {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean;
  /** A structured parameter; outside JSON bodies it is JSON in a text. */
  value(name: string): unknown;
  upload(name: string): Upload | undefined;
}

export function readParameters(request: Request): Parameters {
  const query = new URL(request.originalUrl, 'http://sandbox').searchParams;
  const { fields, uploads } = readBody(request);
  const given: Record<string, unknown> = { ...Object.fromEntries(query), ...fields };
  const text = (name: string) => {
    const value = given[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return {
    text,
    number(name) {
      const value = text(name);
      return value === undefined || !/^-?\d+$/.test(value.trim()) ? undefined : Number(value);
    },
    flag: (name) => ['true', '1', 'True'].includes(text(name) ?? ''),
    value(name) {
      const value = given[name];
      if (typeof value !== 'string') return value;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        throw badRequest(`can't parse ${name} JSON object`);
      }
    },
    upload: (name) => uploads.get(name),
  };
}

interface Body {
  fields: Record<string, unknown>;
  uploads: Map<string, Upload>;
}

function readBody(request: Request): Body {
  const body: unknown = request.body;
  const uploads = new Map<string, Upload>();
  if (!Buffer.isBuffer(body) || body.length === 0) return { fields: {}, uploads };
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data/i.test(type)) return readMultipart(body, type);
  const text = body.toString('utf8');
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return { fields: Object.fromEntries(new URLSearchParams(text)), uploads };
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return { fields: { ...parsed }, uploads };
    }
  } catch {
    // Told below, in the Bot API's words.
  }
  throw badRequest("can't parse JSON object");
}

function readMultipart(body: Buffer, type: string): Body {
  const fields: Record<string, unknown> = {};
  const uploads = new Map<string, Upload>();
  const parts = parseMultipart(body, type);
  if (parts === undefined) throw badRequest("can't parse multipart/form-data");
  for (const { name, fileName, mimeType, bytes } of parts) {
    if (fileName === undefined) fields[name] = bytes.toString('utf8');
    else uploads.set(name, { name: fileName, mimeType, bytes });
  }
  return { fields, uploads };
}
