import { garbage } from './garbage.ts';
import { honestSpeaker, honestText, inWrongLanguage } from './honest.ts';
import { noQuota, tooMany } from './errors.ts';
import type { Mode, ModeSwitch } from './mode.ts';
import { obedientSpeaker, obedientText, obedientTools } from './obedient.ts';
import type { ToolCall } from './obedient.ts';
import { readPrompt } from './prompt.ts';
import type { Prompt } from './prompt.ts';
import type { ChatRequest, JsonSchema } from './request.ts';
import { fill } from './schema.ts';
import type { Speaker } from './schema.ts';

/** One of a completion's choices. */
export interface Choice {
  content: string | null;
  refusal: string | null;
  toolCalls: ToolCall[];
  finish: 'stop' | 'length' | 'content_filter' | 'tool_calls';
}

/** What goes over the wire instead of a completion. */
export type Broken = 'no_choices' | 'not_json' | 'cut_stream';

export interface Completion {
  choices: Choice[];
  broken?: Broken;
}

/** What the model makes of a request, as its mode has it. */
export function complete(request: ChatRequest, modes: ModeSwitch): Completion {
  const mode = modes.now();
  const calls = modes.count();
  if (mode.mode === 'limits' && calls > mode.after) {
    throw mode.isQuotaSpent ? noQuota() : tooMany(mode.retryAfterSeconds);
  }
  const prompt = readPrompt(request);
  const schema = schemaOf(request);
  if (mode.mode === 'garbage') return garbage(mode.kind, calls, schema);
  const choices = Array.from({ length: request.n ?? 1 }, (_, at) =>
    choiceOf(mode, mode.mode === 'wrong_language' ? inWrongLanguage(prompt) : prompt, schema, at),
  );
  const most = request.max_completion_tokens ?? request.max_tokens ?? undefined;
  return { choices: most === undefined ? choices : choices.map((it) => cutAt(it, most * 4)) };
}

function choiceOf(mode: Mode, prompt: Prompt, schema: JsonSchema | undefined, at: number): Choice {
  if (mode.mode === 'refuse') return refusal(mode.isFiltered, schema !== undefined);
  const isObedient = mode.mode === 'obedient';
  const speaker: Speaker = isObedient ? obedientSpeaker(prompt) : honestSpeaker(prompt);
  const text = isObedient ? obedientText(prompt) : honestText(prompt, at);
  const toolCalls = isObedient ? obedientTools(prompt) : [];
  return {
    content: schema === undefined ? text : JSON.stringify(fill(schema, speaker)),
    refusal: null,
    toolCalls,
    finish: toolCalls.length > 0 ? 'tool_calls' : 'stop',
  };
}

function refusal(isFiltered: boolean, isStructured: boolean): Choice {
  const said = "I'm sorry, but I can't help with that.";
  if (isFiltered) return { content: '', refusal: null, toolCalls: [], finish: 'content_filter' };
  return {
    content: isStructured ? null : said,
    refusal: isStructured ? said : null,
    toolCalls: [],
    finish: 'stop',
  };
}

const cutAt = (choice: Choice, length: number): Choice =>
  choice.content === null || choice.content.length <= length
    ? choice
    : { ...choice, content: choice.content.slice(0, length), finish: 'length' };

/** `json_object` leaves the shape open: anything will do. */
function schemaOf({ response_format: format }: ChatRequest): JsonSchema | undefined {
  if (format?.type === 'json_schema') return format.json_schema.schema ?? {};
  if (format?.type !== 'json_object') return undefined;
  return { type: 'object', properties: { text: { type: 'string' } } };
}
