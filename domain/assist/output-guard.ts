import { countInvisible, stripInvisible } from './invisible.ts';
import { linksIn } from './output/links.ts';
import type { Link } from './output/links.ts';
import { withoutMarkup } from './output/markup.ts';
import { placeholdersIn } from './redaction/placeholders.ts';
import { splice } from './spans.ts';

export interface OutputRules {
  /** `harbour.example` (with www), or `*.harbour.example` for all below it. */
  allowedHosts: readonly string[];
  /** E-mail addresses that may be named besides those at an allowed host: the customer's own, as they wrote them. */
  allowedAddresses?: readonly string[];
  /** In characters; 2,000 when absent. */
  maxLength?: number;
}

export interface GuardedOutput {
  text: string;
  /** Addresses that were taken out, as they were read. */
  removed: string[];
  problems: OutputProblem[];
}

export type OutputProblem = 'foreign_link' | 'placeholder' | 'invisible' | 'too_long' | 'empty';

/** What a model wrote, as an agent may see it: plain text, with links to where the brand itself is, and to nowhere else. */
export function guardOutput(output: string, rules: OutputRules): GuardedOutput {
  const { maxLength = 2000 } = rules;
  const problems = new Set<OutputProblem>();
  const removed: string[] = [];
  // What is far too long is not looked at to its end.
  const written = output.slice(0, maxLength * 4);
  if (countInvisible(written) > 0) problems.add('invisible');
  let text = withoutPlaceholders(withoutMarkup(stripInvisible(written)), problems);
  // What is taken out may bring together what stood apart.
  for (let round = 0; round < 4; round += 1) {
    const before = text;
    text = withoutForeignLinks(text, rules, removed);
    if (text === before) break;
  }
  if (linksIn(text).some((it) => it.kind !== 'missing_blank' && !isAllowed(it, text, rules)))
    text = '';
  if (removed.length > 0) problems.add('foreign_link');
  text = text
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  if (output.length > written.length || Array.from(text).length > maxLength) {
    problems.add('too_long');
    text = shortened(text, maxLength);
  }
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)) {
    problems.add('empty');
    text = '';
  }
  return { text, removed, problems: [...problems] };
}

const gone = '…';

function withoutPlaceholders(text: string, problems: Set<OutputProblem>): string {
  const left = placeholdersIn(text).filter(({ isBare }) => !isBare);
  if (left.length > 0) problems.add('placeholder');
  return splice(
    text,
    left.map(({ from, to }) => ({ from, to, put: gone })),
  );
}

function withoutForeignLinks(text: string, rules: OutputRules, removed: string[]): string {
  const foreign = linksIn(text).filter((it) => !isAllowed(it, text, rules));
  return splice(
    text,
    foreign.map(({ kind, from, to, url }) => {
      if (kind === 'missing_blank') {
        return { from, to, put: text.slice(from, to).replace(/\.(?=[^.]*$)/u, '. ') };
      }
      removed.push(url);
      return { from, to, put: gone };
    }),
  );
}

function isAllowed(link: Link, text: string, rules: OutputRules): boolean {
  const { kind, host, url, isPlain, from, to } = link;
  const { allowedHosts, allowedAddresses = [] } = rules;
  const isOurs = allowedHosts.some((given) => isHost(host, given.toLowerCase()));
  if (kind !== 'email') return isPlain && isOurs;
  // Written otherwise than in plain letters it may only look like theirs: then character for character.
  const written = text.slice(from, to);
  return (
    allowedAddresses.includes(written) ||
    (isPlain && (isOurs || allowedAddresses.some((it) => it.toLowerCase() === url.toLowerCase())))
  );
}

const isHost = (host: string, given: string) =>
  given.startsWith('*.')
    ? host.endsWith(given.slice(1))
    : host === given || host === `www.${given}`;

/** At the end of a sentence or, failing that, of a word. */
function shortened(text: string, maxLength: number): string {
  const start = Array.from(text)
    .slice(0, maxLength - 1)
    .join('');
  const sentence = /^[\s\S]*[.!?](?=\s)/u.exec(start)?.[0] ?? '';
  if (sentence.length > start.length / 2) return sentence;
  return `${start.replace(/\s+\S*$/u, '')}${gone}`;
}
