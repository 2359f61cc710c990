import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../answer.ts';
import type { Allowance } from './allowance.ts';
import { embeddingModels, embeddingSize, mostEmbeddedTokens, tokensOf } from './catalogue.ts';
import { invalid, tooLong, tooMany, tooMuchAtOnce, noQuota } from './errors.ts';
import { sizeOf } from './handle.ts';
import type { Handle } from './handle.ts';
import { garbageKinds } from './mode.ts';
import type { ModeSwitch } from './mode.ts';
import { EmbeddingRequest, parsed } from './request.ts';
import { vectorOf } from './vector.ts';

/** `POST /v1/embeddings`. */
export const embeddingsHandler =
  ({ modes, allowance }: { modes: ModeSwitch; allowance: Allowance }): Handle =>
  async (body, call) => {
    const { model, input, dimensions, encoding_format: form } = parsed(EmbeddingRequest, body);
    const most = sizeOf(embeddingModels, model);
    const size = dimensions ?? embeddingSize;
    if (size > embeddingSize) {
      throw invalid(
        `Invalid value for 'dimensions' = ${size}. Must be less than or equal to ${embeddingSize}.`,
        'dimensions',
      );
    }
    const inputs = typeof input === 'string' ? [input] : input;
    const sizes = inputs.map(tokensOf);
    const longest = Math.max(...sizes);
    if (longest > most) throw tooLong(most, longest);
    const given = sizes.reduce((sum, it) => sum + it, 0);
    if (given > mostEmbeddedTokens) throw tooMuchAtOnce(mostEmbeddedTokens, given);
    const headers = allowance.take(given);
    const mode = modes.now();
    const calls = modes.count();
    if (mode.mode === 'limits' && calls > mode.after) {
      throw mode.isQuotaSpent ? noQuota() : tooMany(mode.retryAfterSeconds);
    }
    if (mode.mode === 'slow') await sleep(mode.delaySeconds * 1000);
    call.usage = { prompt_tokens: given, completion_tokens: 0, total_tokens: given };
    const data = inputs.map((it, index) => {
      const vector = vectorOf(it, size);
      const embedding = form === 'base64' ? asBase64(vector) : [...vector];
      return { object: 'embedding', index, embedding };
    });
    const usage = { prompt_tokens: given, total_tokens: given };
    const answer = { status: 200, headers, body: { object: 'list', data, model, usage } };
    return mode.mode === 'garbage' ? spoilt(answer, mode.kind, calls) : answer;
  };

type Whole = Answer & { body: { data: { embedding: unknown }[] } };

/** What no program should be able to use. */
function spoilt(
  answer: Whole,
  named: (typeof garbageKinds)[number] | undefined,
  calls: number,
): Answer {
  const { body } = answer;
  const [first] = body.data;
  const having = (data: unknown) => ({ ...answer, body: { ...body, data } });
  switch (named ?? garbageKinds[(calls - 1) % garbageKinds.length]) {
    case 'not_json':
      return {
        ...{ status: 200, headers: { 'content-type': 'text/html' } },
        body: Buffer.from('<html><body>Bad gateway</body></html>'),
      };
    case 'invalid_json':
      return {
        ...{ status: 200, headers: { 'content-type': 'application/json' } },
        body: Buffer.from('{"object": "list", "data": [{"embedding": [0.1, 0.'),
      };
    case 'wrong_schema':
      return having(body.data.map((it) => ({ ...it, embedding: { of: 'another kind' } })));
    case 'huge':
      return having([{ ...first, embedding: Array.from({ length: 100_000 }, () => 0.01) }]);
    case 'cut_stream':
      return having(body.data.map((it) => ({ ...it, embedding: [null, null, null] })));
    case 'no_choices':
      return having(body.data.map((it) => ({ ...it, embedding: [0, 0, 0] })));
    default:
      return having([]);
  }
}

const asBase64 = (vector: Float32Array): string =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
