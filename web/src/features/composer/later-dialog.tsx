import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { snoozeChoices } from '../conversation/snooze.ts';
import styles from '../conversation/pane.module.css';

const css = classesOf(styles);

export function LaterDialog({
  onClose,
  onSend,
}: {
  onClose: () => void;
  onSend: (at: Date) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const [openedAt] = useState(() => new Date());
  const [at, setAt] = useState('');
  const when = at === '' ? undefined : new Date(at);
  const isPast = when !== undefined && !(when.getTime() > openedAt.getTime());
  return (
    <Dialog
      title={t('sendLater')}
      size="s"
      onClose={onClose}
      foot={
        <Button
          look="primary"
          isDisabled={!when || isPast}
          onPress={() => {
            if (when) onSend(when);
          }}
        >
          {t('schedule')}
        </Button>
      }
    >
      <p className="muted">{t('sendLaterWords')}</p>
      <div className={css('choices')}>
        {snoozeChoices(openedAt, locale).map(({ id, at: then, label }) => (
          <Button
            key={id}
            onPress={() => {
              onSend(then);
            }}
          >
            <span className="grow">{t(`snooze_${id}`)}</span>
            <span className="faint">{label}</span>
          </Button>
        ))}
      </div>
      <TextField
        label={t('snooze_custom')}
        type="datetime-local"
        value={at}
        onChange={setAt}
        error={isPast ? t('mustBeFuture') : undefined}
      />
    </Dialog>
  );
}
