import { GraphError } from './errors.ts';

/** One entry of `fields=`: a name, its `.limit(n)` and the fields asked of what it leads to. */
export interface Field {
  name: string;
  modifiers: Record<string, string>;
  fields: Field[];
}

/** Parses e.g. `id,messages.limit(20){id,from,message}`. */
export function parseFields(text: string): Field[] {
  const tokens = text.match(/[\w]+|[.,(){}]|[^\s]/g) ?? [];
  let at = 0;
  const fail = () => new GraphError(`(#2500) Syntax error in fields: ${text}`, 2500);
  const expect = (token: string) => {
    if (tokens[at] !== token) throw fail();
    at += 1;
  };
  const word = () => {
    const token = tokens[at];
    if (token === undefined || !/^\w+$/.test(token)) throw fail();
    at += 1;
    return token;
  };
  const modifier = (): [string, string] => {
    expect('.');
    const name = word();
    expect('(');
    const value: string[] = [];
    while (at < tokens.length && tokens[at] !== ')') value.push(tokens[at++] ?? '');
    expect(')');
    return [name, value.join('')];
  };
  const field = (): Field => {
    const name = word();
    const modifiers: Record<string, string> = {};
    while (tokens[at] === '.') {
      const [key, value] = modifier();
      modifiers[key] = value;
    }
    if (tokens[at] !== '{') return { name, modifiers, fields: [] };
    at += 1;
    const fields = list();
    expect('}');
    return { name, modifiers, fields };
  };
  const list = (): Field[] => {
    const fields = [field()];
    while (tokens[at] === ',') {
      at += 1;
      fields.push(field());
    }
    return fields;
  };
  const fields = list();
  if (at < tokens.length) throw fail();
  return fields;
}

/** The asked-for fields of an object; one that it never has is an error, one that it lacks now is left out. */
export function project(
  type: string,
  object: Record<string, unknown>,
  asked: readonly Field[],
  known: readonly string[],
): Record<string, unknown> {
  for (const { name } of asked) {
    if (known.includes(name)) continue;
    throw new GraphError(
      `(#100) Tried accessing nonexisting field (${name}) on node type (${type})`,
      100,
    );
  }
  const names = asked.length === 0 ? ['id'] : [...asked.map((it) => it.name), 'id'];
  const entries = Object.entries(object).filter(
    ([name, value]) => names.includes(name) && value !== undefined,
  );
  return Object.fromEntries(entries);
}
