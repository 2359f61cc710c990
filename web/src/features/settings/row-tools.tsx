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
  onDelete: () => void;
}) {
  const t = useText();
  return (
    <>
      <IconButton label={t('editThis', { what: name })} icon="pen" size="s" onPress={onEdit} />
      <IconButton
        label={t('deleteThis', { what: name })}
        icon="trash"
        size="s"
        onPress={onDelete}
      />
    </>
  );
}
