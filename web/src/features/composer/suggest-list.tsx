import { classesOf } from '../../lib/classes.ts';
import styles from './composer.module.css';

const css = classesOf(styles);

export interface Suggestion {
  id: string;
  title: string;
  detail: string;
}

/** What can be put where the cursor stands; the keys stay in the text. */
export function SuggestList({
  id,
  label,
  items,
  active,
  onPick,
}: {
  id: string;
  label: string;
  items: readonly Suggestion[];
  active: number;
  onPick: (index: number) => void;
}) {
  return (
    <ul className={css('suggest')} role="listbox" id={id} aria-label={label}>
      {items.map((item, index) => (
        <li
          key={item.id}
          id={`${id}-${String(index)}`}
          role="option"
          aria-selected={index === active}
          className={css('suggestion', index === active && 'active')}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(index);
          }}
        >
          <b>{item.title}</b>
          <span className="ellipsis">{item.detail}</span>
        </li>
      ))}
    </ul>
  );
}
