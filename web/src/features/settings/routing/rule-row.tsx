import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import type { Rule } from './routing-queries.ts';
import { useRuleWords } from './rule-words.ts';
import { MoveTools, RowTools } from '../row-tools.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** A rule in its place: moved by hand, or by its buttons. */
export function RuleRow({
  rule,
  index,
  count,
  isDragged,
  onDrag,
  onDropHere,
  onMove,
  onEdit,
  onDelete,
}: {
  rule: Rule;
  index: number;
  count: number;
  isDragged: boolean;
  onDrag: (id: string | undefined) => void;
  onDropHere: () => void;
  onMove: (by: 1 | -1) => void;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const t = useText();
  const words = useRuleWords();
  const { id, name } = rule;
  return (
    <li
      className={css('rule', isDragged && 'dragged')}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        // Firefox drags nothing that carries nothing.
        event.dataTransfer.setData('text/plain', name);
        onDrag(id);
      }}
      onDragEnd={() => {
        onDrag(undefined);
      }}
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        onDropHere();
        onDrag(undefined);
      }}
    >
      <span className={css('grip')} aria-hidden="true" title={t('dragToMove')} />
      <span className="num faint">{index + 1}</span>
      <div className="grow">
        <b className={css('strong')}>{name}</b>
        <p>
          <span className="muted">{words.when(rule)}</span> → {words.then(rule)}
        </p>
      </div>
      <span className={css('tools')}>
        <MoveTools name={name} at={index} count={count} onMove={onMove} />
        <RowTools name={name} onEdit={onEdit} onDelete={onDelete} />
      </span>
    </li>
  );
}
