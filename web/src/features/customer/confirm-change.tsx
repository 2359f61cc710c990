import { Dialog, DialogFoot } from '../../components/dialog.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useCustomerChange } from './use-customer-change.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

/** Says what will be, and waits until it is; a refusal is shown where it was asked. */
export function ConfirmChange({
  title,
  words,
  action,
  run,
  onDone,
  onClose,
}: {
  title: string;
  words: string;
  action: string;
  run: () => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}) {
  const { change, isPending, problem } = useCustomerChange(run, () => {
    onDone();
    onClose();
  });
  return (
    <Dialog
      title={title}
      size="s"
      onClose={onClose}
      foot={
        <DialogFoot
          action={action}
          look="danger"
          isDisabled={isPending}
          onAction={() => {
            change();
          }}
          onCancel={onClose}
        />
      }
    >
      <p>{words}</p>
      {problem && (
        <p className={css('problem')} role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
