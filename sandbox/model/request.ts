import { z } from 'zod';
import { invalid } from './errors.ts';

const Part = z.looseObject({ type: z.string(), text: z.string().optional() });
const Message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(Part)]).nullish(),
});

const JsonSchema: z.ZodType<JsonSchema> = z.record(z.string(), z.unknown());
export type JsonSchema = Record<string, unknown>;

const ResponseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: z.string().regex(/^[\w-]{1,64}$/),
      schema: JsonSchema.optional(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

/** What of a request is looked at; the rest is taken and does nothing. */
export const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  n: z.number().int().min(1).max(8).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  response_format: ResponseFormat.nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

export const EmbeddingRequest = z.looseObject({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  dimensions: z.number().int().min(1).max(3072).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

/** @throws ModelError naming the parameter */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const param = issue?.path.join('.') ?? '';
  throw invalid(`Invalid value for '${param}': ${issue?.message ?? 'invalid'}`, param);
}

export const textOf = ({ content }: ChatRequest['messages'][number]): string =>
  typeof content === 'string' ? content : (content ?? []).map((it) => it.text ?? '').join('\n');
