import type { Allowance } from './allowance.ts';
import { embeddingModels, embeddingSize, tokensOf } from './catalogue.ts';
import { tooLong } from './errors.ts';
import { sizeOf } from './handle.ts';
import type { Handle } from './handle.ts';
import { EmbeddingRequest, parsed } from './request.ts';
import { wordsOf } from './words.ts';

/** `POST /v1/embeddings`. */
export const embeddingsHandler =
  (allowance: Allowance): Handle =>
  (body, call) => {
    const { model, input, dimensions, encoding_format: form } = parsed(EmbeddingRequest, body);
    const most = sizeOf(embeddingModels, model);
    const inputs = typeof input === 'string' ? [input] : input;
    const sizes = inputs.map(tokensOf);
    const longest = Math.max(...sizes);
    if (longest > most) throw tooLong(most, longest);
    const given = sizes.reduce((sum, it) => sum + it, 0);
    const headers = allowance.take(given);
    call.usage = { prompt_tokens: given, completion_tokens: 0, total_tokens: given };
    const data = inputs.map((it, index) => {
      const vector = embed(it, dimensions ?? undefined);
      const embedding = form === 'base64' ? asBase64(vector) : [...vector];
      return { object: 'embedding', index, embedding };
    });
    const usage = { prompt_tokens: given, total_tokens: given };
    return { status: 200, headers, body: { object: 'list', data, model, usage } };
  };

/** Words and their parts, hashed: texts that share many are near one another. Of length one. */
function embed(text: string, size: number = embeddingSize): Float32Array {
  const vector = new Float32Array(size);
  for (const word of wordsOf(text)) {
    const weight = word.length < 3 ? 0.2 : 1;
    add(vector, word, weight);
    const padded = `<${word}>`;
    for (let at = 0; at + 3 <= padded.length; at += 1)
      add(vector, padded.slice(at, at + 3), weight / 2);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((it) => it / length);
}

function add(vector: Float32Array, feature: string, weight: number): void {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at += 1) {
    hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  }
  const at = (hash >>> 1) % vector.length;
  vector[at] = (vector[at] ?? 0) + (hash & 1 ? weight : -weight);
}

const asBase64 = (vector: Float32Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
