/** Turns texts into vectors, at any server that speaks OpenAI's API. */
import { z } from 'zod';
import type { Prices, Tokens } from '../../domain/assist/spending.ts';
import type { Limits } from '../model/client.ts';
import { ModelProblem, problemOf } from '../model/problem.ts';
import { createServer, type ServerSettings } from '../model/server.ts';

export interface EmbedderSettings extends ServerSettings {
  name: string;
  prices: Prices;
  /** How near, 0 to 1, a passage must be to a question to count as found. */
  floor: number;
}

export interface Embedder {
  readonly name: string;
  readonly prices: Prices;
  readonly floor: number;
  /**
   * One a text, in their order, each of length one.
   * @throws ModelProblem
   */
  embed(
    texts: readonly string[],
    limits: Pick<Limits, 'withinMs' | 'signal'>,
  ): Promise<{ vectors: Float32Array[]; usage?: Tokens }>;
}

export function createEmbedder({ name, prices, floor, ...server }: EmbedderSettings): Embedder {
  const open = createServer(server);
  return {
    ...{ name, prices, floor },
    async embed(texts, { withinMs, signal }) {
      const ours = AbortSignal.timeout(withinMs);
      try {
        const client = await open();
        const answer: unknown = await client.embeddings.create(
          // Numbers as such: not every server knows the shorter form.
          { model: name, input: [...texts], encoding_format: 'float' },
          { signal: signal ? AbortSignal.any([ours, signal]) : ours, timeout: withinMs },
        );
        const vectors = vectorsIn(answer, texts.length);
        const used = Usage.safeParse(answer).data?.usage.prompt_tokens;
        return { vectors, ...(used !== undefined && { usage: { in: used, out: 0 } }) };
      } catch (error) {
        throw problemOf(error, ours, signal);
      }
    },
  };
}

/** No model's vectors are longer. */
const longest = 8_192;

const Usage = z.object({ usage: z.object({ prompt_tokens: z.int().min(0) }) });
const Answer = z.object({
  data: z.array(
    z.object({
      index: z.int().min(0).optional(),
      embedding: z.array(z.number()).min(2).max(longest),
    }),
  ),
});

function vectorsIn(answer: unknown, count: number): Float32Array[] {
  const { data } = Answer.safeParse(answer).data ?? {};
  if (data?.length !== count) throw new ModelProblem('garbage', 'The answer has another shape.');
  const inOrder = data.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0));
  const vectors = inOrder.map(({ embedding }) => ofLengthOne(embedding));
  if (vectors.some((it) => it.length !== vectors[0]?.length)) {
    throw new ModelProblem('garbage', 'The vectors are not of one size.');
  }
  return vectors;
}

function ofLengthOne(numbers: readonly number[]): Float32Array {
  const length = Math.hypot(...numbers);
  if (!(length > 0)) throw new ModelProblem('garbage', 'A vector leads nowhere.');
  return Float32Array.from(numbers, (it) => it / length);
}
