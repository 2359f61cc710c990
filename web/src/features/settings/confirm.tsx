import { Dialog, DialogFoot } from '../../components/dialog.tsx';
import { useText } from '../../lib/text.ts';

/** Before what cannot be taken back. */
export function Confirm({
  title,
  words,
  action,
  onConfirm,
  onClose,
}: {
  title: string;
  words: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      title={title}
      size="s"
      onClose={onClose}
      foot={
        <DialogFoot
          action={action}
          look="danger"
          onAction={() => {
            onConfirm();
            onClose();
          }}
          onCancel={onClose}
        />
      }
    >
      <p>{words}</p>
    </Dialog>
  );
}

/** The same of a row that has a name. */
export function ConfirmDelete({
  name,
  ...props
}: {
  name: string;
  words: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const t = useText();
  return <Confirm {...props} title={t('deleteWhat', { what: name })} action={t('delete')} />;
}
