import { languageOf } from './words.ts';
import type { Language } from './words.ts';
import { textOf } from './request.ts';
import type { ChatRequest } from './request.ts';

/** A prompt, as a model would understand it. */
export interface Prompt {
  task: Task;
  /** All that the desk says itself. */
  system: string;
  /** What the last customer said. */
  question: string;
  /** Articles and earlier answers, in their order. */
  sources: string[];
  /** All that others wrote. */
  untrusted: string;
  /** The answer's. */
  language: Language;
  whole: string;
}

export type Task = 'reply' | 'triage' | 'translate' | 'summary' | 'rewrite';

/** Others' texts stand in `<untrusted …>`, articles in `<source …>`; without any of them the last message is the question. */
export function readPrompt({ messages }: ChatRequest): Prompt {
  const whole = messages.map(textOf).join('\n\n');
  const system = messages
    .filter(({ role }) => role === 'system' || role === 'developer')
    .map(textOf)
    .join('\n');
  const users = messages.filter(({ role }) => role === 'user').map(textOf);
  const fenced = users.flatMap((it) => blocks(it, 'untrusted'));
  const sources = messages.map(textOf).flatMap((it) => blocks(it, 'source'));
  const question = fenced.at(-1) ?? users.at(-1)?.replaceAll(fences, '') ?? '';
  const orders = `${system}\n${users.join('\n').replaceAll(fences, '')}`;
  return {
    task: taskIn(fenced.length > 0 ? orders : system),
    system,
    question: question.trim(),
    sources,
    untrusted: fenced.length > 0 ? [...fenced, ...sources].join('\n') : users.join('\n'),
    language: namedIn(fenced.length > 0 ? orders : system) ?? languageOf(question),
    whole,
  };
}

const fences = /<(untrusted|source) (\w+)>\n([\s\S]*?)\n<\/\1 \2>/g;

const blocks = (text: string, kind: string) =>
  Array.from(text.matchAll(fences)).flatMap(([, name, , inside = '']) =>
    name === kind ? [inside] : [],
  );

function taskIn(orders: string): Task {
  const tasks: [Task, RegExp][] = [
    ['translate', /\btranslat/i],
    ['summary', /\bsummar/i],
    ['rewrite', /\brewrite|\brephrase/i],
    ['triage', /\btriage|\bclassif/i],
  ];
  return tasks.find(([, words]) => words.test(orders))?.[0] ?? 'reply';
}

/** "in German", "language: de". */
function namedIn(orders: string): Language | undefined {
  const names: [Language, string][] = [
    ['en', 'English'],
    ['de', 'German|Deutsch'],
    ['fr', 'French|Français'],
    ['es', 'Spanish|Español'],
    ['pt', 'Portuguese|Português'],
    ['it', 'Italian|Italiano'],
  ];
  return names.find(([code, name]) =>
    new RegExp(
      String.raw`\b(?:in|into|to|language:?) (?:${name}|"?${code}"?)(?![\p{L}-])`,
      'iu',
    ).test(orders),
  )?.[0];
}
