/** What a person is known by, and how that is looked for in texts, in JSON and in raw bytes. */

export interface KnownBy {
  /** Nobody else's: ids, handles, addresses, numbers. */
  sure: string[];
  /** May be somebody else's too: names, and what was kept of them. */
  likely: string[];
}

/** What is shorter is found everywhere. */
const shortest = { sure: 4, likely: 4 };

export const knownBy = (sure: readonly string[], likely: readonly string[]): KnownBy => {
  const clean = (texts: readonly string[], least: number) =>
    [...new Set(texts.map((text) => text.trim().normalize('NFC')))].filter(
      (text) => Array.from(text).length >= least,
    );
  return { sure: clean(sure, shortest.sure), likely: clean(likely, shortest.likely) };
};

/** Words of names: others have them too. */
export const partsOf = ({ likely }: KnownBy): string[] =>
  knownBy(
    [],
    likely.flatMap((text) => text.split(/\s+/)),
  ).likely;

/**
 * A regular expression of PostgreSQL's, for `~*`: any of the texts, as a word of its own; undefined: there is none. In JSON a text
 * may be written with escapes.
 */
export function patternOf(texts: readonly string[]): string | undefined {
  return alternatives(texts.flatMap((text) => [text, inJson(text)]));
}

/** The same, of bytes as `encode(…, 'escape')` writes them. */
export function bytesPatternOf(texts: readonly string[]): string | undefined {
  return alternatives(texts.flatMap((text) => [asEscaped(text), asEscaped(inJson(text))]));
}

function alternatives(texts: readonly string[]): string | undefined {
  const unique = [...new Set(texts)];
  if (unique.length === 0) return undefined;
  return `(^|[^[:alnum:]])(${unique.map(literal).join('|')})($|[^[:alnum:]])`;
}

/** Whether a text holds one of them; as PostgreSQL finds it, but for its idea of a letter. */
export function holdsAnyOf(texts: readonly string[]): (text: string) => boolean {
  if (texts.length === 0) return () => false;
  const any = texts.map(literal).join('|');
  const words = new RegExp(`(?<![\\p{L}\\p{N}])(${any})(?![\\p{L}\\p{N}])`, 'iu');
  return (text) => words.test(text.normalize('NFC'));
}

const literal = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&');

/** As platforms write what is not ASCII: \u00fc. */
const inJson = (text: string): string =>
  Array.from(JSON.stringify(text).slice(1, -1), (it) => (it > '~' ? unitsOf(it) : it)).join('');

const unitsOf = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');

/** PostgreSQL's `escape`: a backslash doubled, bytes beyond ASCII in octal. */
const asEscaped = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => {
      if (byte === 92) return '\\\\';
      return byte > 126 || byte === 0
        ? `\\${byte.toString(8).padStart(3, '0')}`
        : String.fromCharCode(byte);
    })
    .join('');
