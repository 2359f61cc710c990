import { Button } from '../../components/button.tsx';
import { WhenDialog } from '../../components/when-dialog.tsx';
import { useText } from '../../lib/text.ts';

export function SnoozeDialog({
  onClose,
  onSnooze,
}: {
  onClose: () => void;
  onSnooze: (until: Date | undefined) => void;
}) {
  const t = useText();
  return (
    <WhenDialog
      title={t('snooze')}
      action={t('snooze')}
      more={
        <Button
          onPress={() => {
            onSnooze(undefined);
          }}
        >
          {t('snooze_reply')}
        </Button>
      }
      onPick={onSnooze}
      onClose={onClose}
    />
  );
}
