/** The part of SOQL that a desk uses, parsed strictly; anything else is MALFORMED_QUERY. */
import { malformed } from './errors.ts';
import type { Value } from './model.ts';

export type Condition =
  | { kind: 'and' | 'or'; all: Condition[] }
  | { kind: 'compare'; field: string; operator: string; values: Value[] };

export interface Soql {
  fields: string[];
  type: string;
  where?: Condition;
  order: { field: string; isDescending: boolean }[];
  limit?: number;
}

const token =
  /\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(-?\d+(?:\.\d+)?)|(<=|>=|!=|[=<>(),]))/y;
const escapes: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  "'": "'",
  '"': '"',
  '\\': '\\',
};

type Token = { kind: 'string' | 'word' | 'number' | 'sign'; text: string };

function tokensOf(soql: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (soql.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const found = token.exec(soql);
    if (found === null) throw malformed(`unexpected character at position ${at}`);
    const [, string, word, number, sign] = found;
    if (string !== undefined) tokens.push({ kind: 'string', text: unescaped(string.slice(1, -1)) });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else tokens.push({ kind: 'sign', text: sign ?? '' });
  }
  return tokens;
}

const unescaped = (text: string) =>
  text.replace(/\\(.)/g, (whole, letter: string) => {
    // In LIKE these mean the character itself: kept for the matcher.
    if (letter === '%' || letter === '_') return whole;
    const plain = escapes[letter];
    if (plain === undefined)
      throw malformed(`Illegal character sequence '${whole}' in string literal`);
    return plain;
  });

export function parseSoql(soql: string): Soql {
  const tokens = tokensOf(soql);
  let at = 0;
  const peek = (text: string) =>
    tokens[at]?.kind !== 'string' && tokens[at]?.text.toUpperCase() === text;
  const take = (text: string) => (peek(text) ? ((at += 1), true) : false);
  const need = (text: string) => {
    if (!take(text))
      throw malformed(`expecting ${text}, found '${tokens[at]?.text ?? 'end of query'}'`);
  };
  const word = () => {
    const next = tokens[at];
    if (next?.kind !== 'word')
      throw malformed(`unexpected token: '${next?.text ?? 'end of query'}'`);
    at += 1;
    return next.text;
  };
  const list = <Item>(item: () => Item): Item[] => {
    const items = [item()];
    while (take(',')) items.push(item());
    return items;
  };
  const value = (): Value => {
    const next = tokens[at];
    at += 1;
    if (next?.kind === 'string') return next.text;
    if (next?.kind === 'number') return Number(next.text);
    const literal = next?.kind === 'word' ? next.text.toLowerCase() : undefined;
    if (literal === 'true' || literal === 'false') return literal === 'true';
    if (literal === 'null') return null;
    throw malformed(`unexpected token: '${next?.text ?? 'end of query'}'`);
  };
  const comparison = (): Condition => {
    if (take('(')) {
      const inner = conditions();
      need(')');
      return inner;
    }
    const field = word();
    const isNegated = take('NOT');
    if (isNegated && !peek('IN')) throw malformed(`unexpected token: 'NOT'`);
    const operator = ['=', '!=', '<=', '>=', '<', '>', 'LIKE', 'IN'].find(take);
    if (operator === undefined)
      throw malformed(`unexpected token: '${tokens[at]?.text ?? 'end of query'}'`);
    if (operator !== 'IN') return { kind: 'compare', field, operator, values: [value()] };
    need('(');
    const values = list(value);
    need(')');
    return { kind: 'compare', field, operator: isNegated ? 'NOT IN' : operator, values };
  };
  const conditions = (): Condition => {
    const all = [comparison()];
    const joint = ['AND', 'OR'].find(peek);
    if (joint === undefined) return all[0] as Condition;
    while (take(joint)) all.push(comparison());
    if (peek('AND') || peek('OR')) throw malformed('AND and OR need parentheses between them');
    return { kind: joint === 'AND' ? 'and' : 'or', all };
  };

  need('SELECT');
  const fields = list(word);
  need('FROM');
  const query: Soql = { fields, type: word(), order: [] };
  if (take('WHERE')) query.where = conditions();
  if (take('ORDER')) {
    need('BY');
    query.order = list(() => {
      const field = word();
      const isDescending = take('DESC');
      if (!isDescending) take('ASC');
      return { field, isDescending };
    });
  }
  if (take('LIMIT')) query.limit = Number(value());
  if (at < tokens.length) throw malformed(`unexpected token: '${tokens[at]?.text ?? ''}'`);
  return query;
}
