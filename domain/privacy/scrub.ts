/** What is kept as JSON says of a person, taken out; whatever rules and figures go by stays. */

type IsTheirs = (text: string) => boolean;

/** What platforms call the person's messages. */
const platformIds: ReadonlySet<string> = new Set(['platformMessageId', 'privateReplyTo']);
/** The one thing in the log that people word: the rest are codes, ids and words of the desk's own. */
const worded: ReadonlySet<string> = new Set(['tags', 'tagsTaken']);

/** An event of the log, or a state. A failure's own words may quote what was sent; its code stays. */
export function scrubbedEvent(value: unknown, isTheirs: IsTheirs): unknown {
  if (Array.isArray(value)) return value.map((it) => scrubbedEvent(it, isTheirs));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      if (platformIds.has(name)) return [];
      if (worded.has(name) && Array.isArray(inner)) return [[name, without(inner, isTheirs)]];
      if (name === 'failure' && isObject(inner)) {
        return [[name, { code: inner['code'], message: '' }]];
      }
      return [[name, scrubbedEvent(inner, isTheirs)]];
    }),
  );
}

/** Any other JSON: texts that name the person are not there any more. */
export function withoutTheirs(value: unknown, isTheirs: IsTheirs): unknown {
  if (Array.isArray(value)) {
    return without(value, isTheirs).map((it) => withoutTheirs(it, isTheirs));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      typeof inner === 'string' && isTheirs(inner) ? [] : [[name, withoutTheirs(inner, isTheirs)]],
    ),
  );
}

const without = (values: readonly unknown[], isTheirs: IsTheirs): unknown[] =>
  values.filter((it) => typeof it !== 'string' || !isTheirs(it));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
