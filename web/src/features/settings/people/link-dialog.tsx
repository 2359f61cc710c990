import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { useLocale, useText } from '../../../lib/text.ts';
import { fullTime } from '../../../lib/time.ts';
import { CopyField } from '../copy-field.tsx';

/** By which somebody chooses a password; with its address where no mail could be sent. */
export interface SentLink {
  url?: string;
  mailed: boolean;
  expiresAt: string;
}

export function LinkDialog({
  link: { url, expiresAt },
  name,
  onClose,
}: {
  link: SentLink;
  name: string;
  onClose: () => void;
}) {
  const t = useText();
  const until = fullTime(expiresAt, useLocale());
  return (
    <Dialog
      title={t('linkFor', { name })}
      onClose={onClose}
      foot={
        <Button look="primary" onPress={onClose}>
          {t('done')}
        </Button>
      }
    >
      {url === undefined ? (
        <p>{t('linkMailed', { name })}</p>
      ) : (
        <>
          <p>{t('linkByHand', { name })}</p>
          <CopyField label={t('link')} value={url} help={t('shownOnce')} />
        </>
      )}
      <p className="faint">{t('worksUntil', { at: until })}</p>
    </Dialog>
  );
}
