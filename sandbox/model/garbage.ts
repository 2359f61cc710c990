import type { Completion } from './completion.ts';
import { garbageKinds } from './mode.ts';
import type { JsonSchema } from './request.ts';

/** What no program should be able to use. */
export function garbage(
  named: (typeof garbageKinds)[number] | undefined,
  calls: number,
  schema: JsonSchema | undefined,
): Completion {
  const kind = named ?? garbageKinds[(calls - 1) % garbageKinds.length] ?? 'empty';
  const saying = (content: string): Completion => ({
    choices: [{ content, refusal: null, toolCalls: [], finish: 'stop' }],
  });
  switch (kind) {
    case 'invalid_json':
      return saying('{"reply": "Hello, here is your answer');
    case 'wrong_schema':
      return saying(
        JSON.stringify({ answer: { of: ['another', 'kind'] }, language: 7, reply: null }),
      );
    case 'huge':
      return saying(
        schema === undefined
          ? 'very '.repeat(209_715)
          : JSON.stringify({ reply: 'x'.repeat(1_048_576) }),
      );
    case 'empty':
      return saying('');
    case 'no_choices':
      return { choices: [], broken: kind };
    case 'not_json':
    case 'cut_stream':
      return { ...saying('A text that breaks off somewhere in the middle.'), broken: kind };
  }
}
