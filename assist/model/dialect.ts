/** Compatible servers differ in what they take: what one refuses is asked otherwise from then on. */
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';

export interface Shape {
  name: string;
  schema: Record<string, unknown>;
}

type Format = 'json_schema' | 'json_object' | 'prompt';

export interface Dialect {
  /** What of a request is said in the server's way. */
  params(maxTokens: number, shape?: Shape): Partial<ChatCompletionCreateParams>;
  /** What the prompt must say itself. */
  words(shape?: Shape): string;
  /** @returns whether it is worth asking again */
  learn(refusal: unknown): boolean;
}

export function createDialect(): Dialect {
  let format: Format = 'json_schema';
  let isNewer = false;
  const formatOf = (shape: Shape): Partial<ChatCompletionCreateParams> => {
    if (format === 'json_schema') {
      return { response_format: { type: 'json_schema', json_schema: { ...shape, strict: true } } };
    }
    return format === 'json_object' ? { response_format: { type: 'json_object' } } : {};
  };
  return {
    params: (maxTokens, shape) => ({
      // Servers that are not OpenAI's know the older name alone.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      ...(isNewer ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens }),
      ...(shape && formatOf(shape)),
    }),
    words: (shape) =>
      shape === undefined || format === 'json_schema'
        ? ''
        : `\nAnswer with JSON alone, of this schema: ${JSON.stringify(shape.schema)}`,
    learn(refusal) {
      const { status, param, message } = refusal as {
        status?: number;
        param?: string | null;
        message?: string;
      };
      if (status !== 400 && status !== 422) return false;
      const about = `${param ?? ''} ${message ?? ''}`;
      if (!isNewer && /max_tokens/.test(about)) {
        isNewer = true;
        return true;
      }
      if (!/response_format|json_schema|json_object|schema|grammar/i.test(about)) return false;
      if (format === 'prompt') return false;
      format = format === 'json_schema' ? 'json_object' : 'prompt';
      return true;
    },
  };
}
