import { Button } from '../../components/button.tsx';
import { Choices, Dialog } from '../../components/dialog.tsx';
import { useText } from '../../lib/text.ts';

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
      <Choices>
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
      </Choices>
    </Dialog>
  );
}
