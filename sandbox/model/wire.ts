import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../answer.ts';
import type { Choice, Completion } from './completion.ts';

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

interface Head {
  id: string;
  created: number;
  model: string;
}

/** A completion as one JSON document. */
export function asDocument({ choices, broken }: Completion, head: Head, usage: Usage): Answer {
  if (broken === 'not_json') {
    return {
      ...{ status: 200, headers: { 'content-type': 'text/html' } },
      body: Buffer.from('<html><body>Bad gateway</body></html>'),
    };
  }
  return {
    status: 200,
    body: {
      ...head,
      object: 'chat.completion',
      choices: choices.map((it, index) => ({
        index,
        message: { role: 'assistant', ...messageOf(it) },
        logprobs: null,
        finish_reason: it.finish,
      })),
      usage,
      system_fingerprint: 'sandbox',
    },
  };
}

/** The same as server-sent events. */
export function asStream(
  completion: Completion,
  head: Head,
  usage: Usage | undefined,
  betweenSeconds: number,
): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    body: undefined,
    pieces: events(completion, head, usage, betweenSeconds),
  };
}

async function* events(
  { choices, broken }: Completion,
  head: Head,
  usage: Usage | undefined,
  betweenSeconds: number,
): AsyncGenerator<string> {
  const event = (more: object) =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...more })}\n\n`;
  const delta = (index: number, it: object, finish: Choice['finish'] | null = null) =>
    event({ choices: [{ index, delta: it, logprobs: null, finish_reason: finish }] });
  if (broken === 'not_json') {
    yield 'data: {"choices": [{"del\n\n';
    return;
  }
  for (const [index, choice] of choices.entries()) {
    yield delta(index, { role: 'assistant', content: '', refusal: null });
    for (const [at, piece] of piecesOf(choice.content ?? '').entries()) {
      if (betweenSeconds > 0) await sleep(betweenSeconds * 1000);
      if (broken === 'cut_stream' && at === 3) throw new Error('cut');
      yield delta(index, { content: piece });
    }
    if (choice.refusal !== null) yield delta(index, { refusal: choice.refusal });
    for (const [at, call] of toolsOf(choice).entries()) {
      yield delta(index, { tool_calls: [{ index: at, ...call }] });
    }
    yield delta(index, {}, choice.finish);
  }
  if (usage !== undefined) yield event({ choices: [], usage });
  yield 'data: [DONE]\n\n';
}

const messageOf = (choice: Choice) => ({
  content: choice.content,
  refusal: choice.refusal,
  ...(choice.toolCalls.length > 0 && { tool_calls: toolsOf(choice) }),
});

const toolsOf = ({ toolCalls }: Choice) =>
  toolCalls.map((it, at) => ({ id: `call_${at}`, type: 'function', function: it }));

/** A long text comes in bigger pieces, so that a million characters are not a million events. */
const piecesOf = (text: string): string[] =>
  text.length > 20_000
    ? (text.match(/[\s\S]{1,4096}/gu) ?? [])
    : (text.match(/\s*\S{1,24}/gu) ?? []);
