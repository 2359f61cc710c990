import { WhenDialog } from '../../components/when-dialog.tsx';
import { useText } from '../../lib/text.ts';

export function LaterDialog({
  onClose,
  onSend,
}: {
  onClose: () => void;
  onSend: (at: Date) => void;
}) {
  const t = useText();
  return (
    <WhenDialog
      title={t('sendLater')}
      action={t('schedule')}
      words={t('sendLaterWords')}
      onPick={onSend}
      onClose={onClose}
    />
  );
}
