import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import styles from './pane.module.css';

const css = classesOf(styles);

/** The customer has no answer: say why none is needed. */
export function ResolveDialog({
  onClose,
  onResolve,
}: {
  onClose: () => void;
  onResolve: (reason: string) => void;
}) {
  const t = useText();
  return (
    <Dialog title={t('resolveWhy')} size="s" onClose={onClose}>
      <p className="muted">{t('resolveWhyWords')}</p>
      <div className={css('choices')}>
        {(['no_reply_needed', 'spam', 'duplicate'] as const).map((reason, index) => (
          <Button
            key={reason}
            autoFocus={index === 0}
            onPress={() => {
              onResolve(reason);
            }}
          >
            {t(`reason_${reason}`)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
