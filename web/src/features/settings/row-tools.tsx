import { IconButton } from '../../components/button.tsx';
import { useText } from '../../lib/text.ts';

/** What one does to a row: change it, take it away. */
export function RowTools({
  name,
  onEdit,
  onDelete,
}: {
  name: string;
  onEdit: () => void;
  /** Absent: it stays. */
  onDelete?: () => void;
}) {
  const t = useText();
  return (
    <>
      <IconButton label={t('editThis', { what: name })} icon="pen" size="s" onPress={onEdit} />
      {onDelete && (
        <IconButton
          label={t('deleteThis', { what: name })}
          icon="trash"
          size="s"
          onPress={onDelete}
        />
      )}
    </>
  );
}

/** One up, one down: what dragging does, for who does not drag. */
export function MoveTools({
  name,
  at,
  count,
  isDisabled = false,
  onMove,
}: {
  name: string;
  /** Its place among so many, from 0. */
  at: number;
  count: number;
  isDisabled?: boolean;
  onMove: (by: 1 | -1) => void;
}) {
  const t = useText();
  return (
    <>
      <IconButton
        label={t('moveUp', { what: name })}
        icon="up"
        size="s"
        isDisabled={at === 0 || isDisabled}
        onPress={() => {
          onMove(-1);
        }}
      />
      <IconButton
        label={t('moveDown', { what: name })}
        icon="chevron"
        size="s"
        isDisabled={at === count - 1 || isDisabled}
        onPress={() => {
          onMove(1);
        }}
      />
    </>
  );
}
