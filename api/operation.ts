/** One entry of the route table: it routes, validates, authorises and documents. */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Spooled } from '../files/spool.ts';
import type { Caller } from './authenticate.ts';
import type { Client } from './client.ts';
import type { Permission } from './permissions.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface Input<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  caller: Caller;
  client: Client;
  /** Of an operation that takes a file: gone when it is through. */
  upload: Spooled | undefined;
  /** The Idempotency-Key of a POST. */
  idempotencyKey: string | undefined;
  /** The version named by If-Match. */
  ifMatch: number | undefined;
  /** Aborted when whoever asked has left before the answer was whole. */
  gone: AbortSignal;
}

export interface Answer<R> {
  /** 200 when absent. */
  status?: number;
  body?: R;
  /** Instead of the body. */
  file?: FileAnswer;
  /** Instead of the body: a text of any length, a piece at a time. */
  text?: TextAnswer;
  /** Instead of the body: it was sent, and its outcome is not known yet. */
  pending?: { status: 'unknown'; commandId: string };
  /** What the ETag begins with. */
  version?: number;
  headers?: Record<string, string>;
}

export interface FileAnswer {
  /** Bytes. */
  size: number;
  /** Names the content: equal for equal bytes. */
  sha256: string;
  headers: Record<string, string>;
  open: () => Promise<Readable>;
}

export interface TextAnswer {
  headers: Record<string, string>;
  chunks: AsyncIterable<string>;
}

interface Facts {
  method: Method;
  /** Below /api/v1, e.g. `/conversations/{conversationId}`. */
  path: string;
  /** Unique, e.g. `listConversations`. */
  id: string;
  summary: string;
  tag: string;
  /** `public`: for whoever asks, and nobody is authenticated. */
  permission: Permission | 'public';
  /** The status of its success; 200 when absent. */
  status?: number;
  /** The codes of refusals that are particular to it. */
  refusals?: readonly number[];
  /** What it is about has a version: ETag, If-None-Match, If-Match. */
  hasVersion?: boolean;
  /** It answers 202 when the outcome is not known yet. */
  mayBePending?: boolean;
  /** Keeps its own account of Idempotency-Keys: a command of a conversation. */
  isCommand?: boolean;
  /** Its body is a file, as it is. */
  takesFile?: boolean;
  /** It answers with a file, as it is. */
  givesFile?: boolean;
  /** It answers with a text of this type, as it comes. */
  givesText?: 'text/csv' | 'text/event-stream';
  /** Its answer holds a secret, and is sealed where it is kept for repetitions. */
  isSecret?: boolean;
}

export interface Operation extends Facts {
  params: z.ZodObject | undefined;
  query: z.ZodObject | undefined;
  body: z.ZodType | undefined;
  answer: z.ZodType | undefined;
  handle: (input: Input<unknown, unknown, unknown>) => Promise<Answer<unknown>>;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

interface Spec<P, Q, B, R> extends Facts {
  params?: P;
  query?: Q;
  body?: B;
  answer?: R;
  handle: (
    input: Input<Parsed<P>, Parsed<Q>, Parsed<B>>,
  ) => Promise<Answer<R extends z.ZodType ? z.input<R> : undefined>>;
}

/** Ties the handler's types to the schemas; the table holds operations of all types. */
export function operation<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(spec: Spec<P, Q, B, R>): Operation {
  const { params, query, body, answer, handle, ...facts } = spec;
  return {
    ...facts,
    params,
    query,
    body,
    answer,
    // The router hands in exactly what these schemas gave.
    handle: (input) => handle(input as Input<Parsed<P>, Parsed<Q>, Parsed<B>>),
  };
}

/** As Express writes it. */
export const pathOf = ({ path }: Pick<Operation, 'path'>): string =>
  path.replace(/\{(\w+)\}/g, ':$1');
