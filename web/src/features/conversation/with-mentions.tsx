import { useAgents } from '../../lib/desk.ts';
import { classesOf } from '../../lib/classes.ts';
import styles from './thread.module.css';

const css = classesOf(styles);

/** A note's words, with the colleagues it speaks to marked. Text stays text. */
export function WithMentions({ text }: { text: string }) {
  const names = useAgents().map(({ name }) => `@${name}`);
  if (!text.includes('@')) return text;
  const parts: { text: string; isName: boolean }[] = [];
  for (let rest = text; rest !== '';) {
    const found = names
      .map((name) => ({ name, at: rest.indexOf(name) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.name.length - a.name.length)[0];
    if (!found) {
      parts.push({ text: rest, isName: false });
      break;
    }
    if (found.at > 0) parts.push({ text: rest.slice(0, found.at), isName: false });
    parts.push({ text: found.name, isName: true });
    rest = rest.slice(found.at + found.name.length);
  }
  return parts.map((part, index) =>
    part.isName ? (
      <b key={index} className={css('mention')}>
        {part.text}
      </b>
    ) : (
      part.text
    ),
  );
}
