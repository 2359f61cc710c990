import type { ReactNode, SyntheticEvent } from 'react';
import { Dialog, DialogFoot } from '../../components/dialog.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

/** A form over the page: what it is about, its fields, what was refused, and the way out. */
export function Editor({
  title,
  children,
  onClose,
  onSave,
  state,
  saveLabel,
  isReady = true,
  size = 'm',
}: {
  title: string;
  children: ReactNode;
  onClose: () => void;
  onSave: () => void;
  state: { isPending: boolean; problem: string | undefined };
  saveLabel?: string;
  isReady?: boolean;
  size?: 's' | 'm' | 'l';
}) {
  const t = useText();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isReady && !state.isPending) onSave();
  };
  return (
    <Dialog
      title={title}
      size={size}
      onClose={onClose}
      foot={
        <>
          {state.problem && (
            <p className={css('problem', 'grow')} role="alert">
              {state.problem}
            </p>
          )}
          <DialogFoot
            action={saveLabel ?? t('save')}
            isDisabled={!isReady || state.isPending}
            onAction={onSave}
            onCancel={onClose}
          />
        </>
      }
    >
      <form onSubmit={submit} noValidate className={css('form')}>
        {children}
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}
