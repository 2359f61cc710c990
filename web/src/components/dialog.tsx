import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button, IconButton } from './button.tsx';
import { useText } from '../lib/text.ts';
import { classesOf } from '../lib/classes.ts';
import styles from './dialog.module.css';

const css = classesOf(styles);

/** Something that wants an answer before one goes on. Escape and a click beside it close it. */
export function Dialog({
  title,
  children,
  onClose,
  size = 'm',
  foot,
}: {
  title: string;
  children: ReactNode;
  onClose: () => void;
  size?: 's' | 'm' | 'l';
  foot?: ReactNode;
}) {
  const t = useText();
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      className={css('overlay')}
    >
      <Modal className={css('modal', size)}>
        <AriaDialog className={css('dialog')}>
          <header className={css('head')}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={t('close')} icon="close" onPress={onClose} />
          </header>
          <div className={css('body')}>{children}</div>
          {foot && <footer className={css('foot')}>{foot}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Things to choose among, one below the other. */
export function Choices({ children }: { children: ReactNode }) {
  return <div className={css('choices')}>{children}</div>;
}

/** The way out, and the one thing to do. */
export function DialogFoot({
  action,
  look = 'primary',
  isDisabled = false,
  onAction,
  onCancel,
}: {
  action: string;
  look?: 'primary' | 'danger';
  isDisabled?: boolean;
  onAction: () => void;
  onCancel: () => void;
}) {
  const t = useText();
  return (
    <>
      <Button onPress={onCancel}>{t('cancel')}</Button>
      <Button look={look} isDisabled={isDisabled} onPress={onAction}>
        {action}
      </Button>
    </>
  );
}
