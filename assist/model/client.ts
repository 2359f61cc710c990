/**
 * Any server that speaks OpenAI's API. It is given no tools: whatever it calls is not heard. What it says is data, and checked by
 * whoever asked.
 */
import type OpenAI from 'openai';
import { z } from 'zod';
import type { ModelPrompt } from '../../domain/assist/prompt.ts';
import type { Prices, Tokens } from '../../domain/assist/spending.ts';
import { createDialect, type Shape } from './dialect.ts';
import { jsonIn } from './json-in.ts';
import { ModelProblem, problemOf } from './problem.ts';
import { createServer, type ServerSettings } from './server.ts';

export interface ModelSettings extends ServerSettings {
  name: string;
  prices: Prices;
}

export interface Limits {
  /** From asking to the last word, ms. */
  withinMs: number;
  maxTokens: number;
  /** Ended by who asked. */
  signal?: AbortSignal | undefined;
}

export interface Completion {
  text: string;
  /** Absent: the server does not count. */
  usage?: Tokens;
}

export interface Model {
  readonly name: string;
  readonly prices: Prices;
  /** @throws ModelProblem */
  ask(
    prompt: ModelPrompt,
    shape: Shape,
    limits: Limits,
  ): Promise<{ data: unknown; usage?: Tokens }>;
  /**
   * A text, piece by piece; what it returns is how it was counted.
   * @throws ModelProblem
   */
  write(prompt: ModelPrompt, limits: Limits): AsyncGenerator<string, Tokens | undefined>;
}

/** In characters; no answer is worth more. */
const longestAnswer = 50_000;

export function createModel({ name, prices, ...server }: ModelSettings): Model {
  const dialect = createDialect();
  const open = createServer(server);

  async function create<T>(
    call: (client: OpenAI, words: string) => PromiseLike<T>,
    shape?: Shape,
  ): Promise<T> {
    const client = await open();
    for (;;) {
      try {
        return await call(client, dialect.words(shape));
      } catch (error) {
        if (!dialect.learn(error)) throw error;
      }
    }
  }
  const messages = ({ system, user }: ModelPrompt, words = '') => [
    { role: 'system' as const, content: system + words },
    { role: 'user' as const, content: user },
  ];

  return {
    name,
    prices,
    async ask(prompt, shape, { withinMs, maxTokens, signal }) {
      const ours = AbortSignal.timeout(withinMs);
      const options = {
        signal: signal ? AbortSignal.any([ours, signal]) : ours,
        timeout: withinMs,
      };
      try {
        const answer = await create(
          (client, words) =>
            client.chat.completions.create(
              {
                ...{ model: name, messages: messages(prompt, words), stream: false },
                ...dialect.params(maxTokens, shape),
              } as OpenAI.ChatCompletionCreateParamsNonStreaming,
              options,
            ),
          shape,
        );
        const { text, usage } = completionIn(answer);
        return { data: jsonIn(text), ...(usage && { usage }) };
      } catch (error) {
        throw problemOf(error, ours, signal);
      }
    },
    async *write(prompt, { withinMs, maxTokens, signal }) {
      const ours = AbortSignal.timeout(withinMs);
      const options = {
        signal: signal ? AbortSignal.any([ours, signal]) : ours,
        timeout: withinMs,
      };
      try {
        const stream = await create((client) =>
          client.chat.completions.create(
            {
              ...{ model: name, messages: messages(prompt), stream: true },
              stream_options: { include_usage: true },
              ...dialect.params(maxTokens),
            } as OpenAI.ChatCompletionCreateParamsStreaming,
            options,
          ),
        );
        let length = 0;
        let usage: Tokens | undefined;
        for await (const chunk of stream) {
          usage = tokensIn(chunk) ?? usage;
          const piece = Piece.safeParse(chunk).data?.choices[0];
          if (piece?.finish_reason === 'content_filter') throw refused();
          const said = piece?.delta?.content ?? '';
          length += said.length;
          if (length > longestAnswer) throw new ModelProblem('garbage', 'It never ends.');
          if (said !== '') yield said;
        }
        // A connection that was given up in the middle ends its stream as if it were whole.
        options.signal.throwIfAborted();
        if (length === 0) throw new ModelProblem('garbage', 'The answer is empty.');
        return usage;
      } catch (error) {
        throw problemOf(error, ours, signal);
      }
    },
  };
}

const refused = () => new ModelProblem('refused', 'The model would not answer.');

const Usage = z.object({
  usage: z.object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) }),
});
const Answer = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
});
const Piece = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      delta: z.object({ content: z.string().nullish() }).nullish(),
    }),
  ),
});

function tokensIn(answer: unknown): Tokens | undefined {
  const { data } = Usage.safeParse(answer);
  return data && { in: data.usage.prompt_tokens, out: data.usage.completion_tokens };
}

/** Compatible servers are not always what their types say. */
function completionIn(answer: unknown): Completion {
  const [choice] = Answer.safeParse(answer).data?.choices ?? [];
  if (!choice) throw new ModelProblem('garbage', 'The answer has another shape.');
  const { finish_reason: finish, message } = choice;
  if (message.refusal || finish === 'content_filter') throw refused();
  const text = message.content ?? '';
  if (text.length > longestAnswer) throw new ModelProblem('garbage', 'It is far too long.');
  const usage = tokensIn(answer);
  return { text, ...(usage && { usage }) };
}
