import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { snoozeChoices } from './snooze.ts';
import styles from './pane.module.css';

const css = classesOf(styles);

export function SnoozeDialog({
  onClose,
  onSnooze,
}: {
  onClose: () => void;
  onSnooze: (until: Date | undefined) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const [at, setAt] = useState('');
  const [openedAt] = useState(() => new Date());
  const until = at === '' ? undefined : new Date(at);
  const isPast = until !== undefined && !(until.getTime() > openedAt.getTime());
  return (
    <Dialog
      title={t('snooze')}
      size="s"
      onClose={onClose}
      foot={
        <Button
          look="primary"
          isDisabled={until === undefined || isPast}
          onPress={() => {
            onSnooze(until);
          }}
        >
          {t('snooze')}
        </Button>
      }
    >
      <div className={css('choices')}>
        {snoozeChoices(openedAt, locale).map(({ id, at: when, label }, index) => (
          <Button
            key={id}
            autoFocus={index === 0}
            onPress={() => {
              onSnooze(when);
            }}
          >
            <span className="grow">{t(`snooze_${id}`)}</span>
            <span className="faint">{label}</span>
          </Button>
        ))}
        <Button
          onPress={() => {
            onSnooze(undefined);
          }}
        >
          {t('snooze_reply')}
        </Button>
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
