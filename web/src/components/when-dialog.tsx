import { useState, type ReactNode } from 'react';
import { useLocale, useText } from '../lib/text.ts';
import { timeChoices } from '../lib/time-choices.ts';
import { Button } from './button.tsx';
import { Choices, Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';

/** Asks for a time ahead: one of those that people mean, or any other. */
export function WhenDialog({
  title,
  action,
  words,
  more,
  onPick,
  onClose,
}: {
  title: string;
  /** On the button that takes the other time. */
  action: string;
  words?: string;
  /** Below the times: what is no time. */
  more?: ReactNode;
  onPick: (at: Date) => void;
  onClose: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const [openedAt] = useState(() => new Date());
  const [other, setOther] = useState('');
  const at = other === '' ? undefined : new Date(other);
  const isPast = at !== undefined && !(at.getTime() > openedAt.getTime());
  return (
    <Dialog
      title={title}
      size="s"
      onClose={onClose}
      foot={
        <Button
          look="primary"
          isDisabled={!at || isPast}
          onPress={() => {
            if (at) onPick(at);
          }}
        >
          {action}
        </Button>
      }
    >
      {words && <p className="muted">{words}</p>}
      <Choices>
        {timeChoices(openedAt, locale).map(({ id, at: then, label }, index) => (
          <Button
            key={id}
            autoFocus={index === 0}
            onPress={() => {
              onPick(then);
            }}
          >
            <span className="grow">{t(`snooze_${id}`)}</span>
            <span className="faint">{label}</span>
          </Button>
        ))}
        {more}
      </Choices>
      <TextField
        label={t('snooze_custom')}
        type="datetime-local"
        value={other}
        onChange={setOther}
        error={isPast ? t('mustBeFuture') : undefined}
      />
    </Dialog>
  );
}
