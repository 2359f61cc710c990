import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Allowance } from './allowance.ts';
import { chatModels, tokensOf } from './catalogue.ts';
import { complete } from './completion.ts';
import type { Choice } from './completion.ts';
import { invalid, tooLong } from './errors.ts';
import { sizeOf } from './handle.ts';
import type { Handle } from './handle.ts';
import type { ModeSwitch } from './mode.ts';
import { ChatRequest, parsed, textOf } from './request.ts';
import { checkStrict } from './schema.ts';
import { asDocument, asStream } from './wire.ts';

interface ChatParts {
  modes: ModeSwitch;
  allowance: Allowance;
  now: () => number;
}

/** `POST /v1/chat/completions`. */
export const chatHandler =
  ({ modes, allowance, now }: ChatParts): Handle =>
  async (body, call) => {
    const request = parsed(ChatRequest, body);
    const { model } = request;
    const most = sizeOf(chatModels, model);
    checkFormat(request);
    const given = tokensOf(request.messages.map(textOf).join('\n')) + request.messages.length * 4;
    if (given > most) throw tooLong(most, given);
    const limits = allowance.take(given);
    const mode = modes.now();
    const completion = complete(request, modes);
    const said = completion.choices.map(wordsOf);
    const answered = tokensOf(said.join(''));
    const usage = {
      ...{ prompt_tokens: given, completion_tokens: answered, total_tokens: given + answered },
    };
    call.usage = usage;
    call.answer = said.join('\n').slice(0, 4000);
    if (mode.mode === 'slow') await sleep(mode.delaySeconds * 1000);
    const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(now() / 1000), model };
    const counted = request.stream_options?.include_usage === true ? usage : undefined;
    const between = mode.mode === 'slow' ? mode.betweenSeconds : 0;
    const answer =
      request.stream === true
        ? asStream(completion, head, counted, between)
        : asDocument(completion, head, usage);
    return { ...answer, headers: { ...limits, ...answer.headers } };
  };

const wordsOf = ({ content, refusal, toolCalls }: Choice): string =>
  [content ?? refusal ?? '', ...toolCalls.map((it) => `${it.name}(${it.arguments})`)].join('\n');

function checkFormat({ response_format: format, messages }: ChatRequest): void {
  if (format?.type === 'json_object' && !messages.some((it) => /json/i.test(textOf(it)))) {
    throw invalid(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      'messages',
    );
  }
  if (format?.type !== 'json_schema') return;
  const { name, schema, strict } = format.json_schema;
  if (schema === undefined) {
    const param = 'response_format.json_schema.schema';
    throw invalid(`Missing required parameter: '${param}'.`, param);
  }
  if (strict === true) checkStrict(name, schema);
}
