import type { PlatformName } from '../lib/types.ts';
import { classesOf } from '../lib/classes.ts';
import styles from './avatar.module.css';

const css = classesOf(styles);

/** Soft colours that dark letters can be read on. */
const colours = [
  '#f6d3cf',
  '#d8dff8',
  '#d6eadb',
  '#e7dcf5',
  '#cfe6f5',
  '#f4e3c2',
  '#dfe3ea',
  '#fbd9a5',
  '#cfe3d6',
  '#f3d6e4',
];

const marks: Record<PlatformName, string> = {
  facebook: 'f',
  instagram: 'ig',
  x: 'X',
  linkedin: 'in',
  bluesky: 'b',
  telegram: 'tg',
};

/** Initials, as a picture and no text: pictures of customers would be asked for at the platforms, which learn then who reads what when. */
export function Avatar({
  name,
  id,
  platform,
  size = 36,
  online,
}: {
  name: string;
  id: string;
  platform?: PlatformName;
  size?: number;
  online?: 'online' | 'away' | 'offline';
}) {
  return (
    <span
      className={css('avatar')}
      aria-hidden="true"
      data-initials={initials(name)}
      style={{
        width: size,
        height: size,
        fontSize: Math.max(9, Math.round(size / 3)),
        background: colours[hash(id) % colours.length],
      }}
    >
      {platform && (
        <span
          className={css('platform')}
          data-mark={marks[platform]}
          style={{
            background: `var(--${platform})`,
            color: platform === 'x' ? 'var(--on-x)' : '#fff',
          }}
        />
      )}
      {online && <span className={css('dot', online)} />}
    </span>
  );
}

export function initials(name: string): string {
  const words = name
    .replaceAll(/[^\p{L}\p{N} ]/gu, ' ')
    .trim()
    .split(/\s+/);
  const [first = '?', second = ''] = lettersOf(words[0] ?? '');
  const last = words.length > 1 ? (lettersOf(words.at(-1) ?? '')[0] ?? '') : second;
  return (first + last).toLocaleUpperCase();
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const lettersOf = (word: string): string[] =>
  Array.from(segmenter.segment(word.slice(0, 16)), ({ segment }) => segment);

function hash(text: string): number {
  let value = 0;
  for (let index = 0; index < text.length; index += 1)
    value = (value * 31 + text.charCodeAt(index)) >>> 0;
  return value;
}
