/** What has just happened, for a few seconds, at the foot of the page; read out politely. */
import { createStore, useStore } from '../lib/store.ts';
import { Problem } from '../lib/api.ts';
import { textNow, useText } from '../lib/text.ts';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { classesOf } from '../lib/classes.ts';
import styles from './toasts.module.css';

const css = classesOf(styles);

interface Toast {
  id: number;
  text: string;
  tone: 'done' | 'bad' | 'doubt';
  action?: { label: string; run: () => void };
}

const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

const lastsMs = { done: 4_000, doubt: 8_000, bad: 10_000 };

export function say(text: string, tone: Toast['tone'] = 'done', action?: Toast['action']): void {
  lastId += 1;
  const id = lastId;
  toasts.set((before) => [...before.slice(-3), { id, text, tone, ...(action && { action }) }]);
  setTimeout(
    () => {
      dismiss(id);
    },
    lastsMs[tone] + (action ? 4_000 : 0),
  );
}

export const sayProblem = (error: unknown): void => {
  say(error instanceof Problem ? error.message : textNow('brokenPage'), 'bad');
};

const dismiss = (id: number) => {
  toasts.set((before) => before.filter((it) => it.id !== id));
};

export function Toasts() {
  const shown = useStore(toasts);
  const t = useText();
  return (
    <section className={css('region')} aria-label={t('notices')} aria-live="polite">
      {shown.map(({ id, text, tone, action }) => (
        <div key={id} className={css('toast', tone)} role={tone === 'bad' ? 'alert' : 'status'}>
          <Icon name={tone === 'done' ? 'check' : 'warning'} size={16} />
          <span className="grow">{text}</span>
          {action && (
            <Button
              size="s"
              onPress={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton
            label={t('close')}
            icon="close"
            size="s"
            onPress={() => {
              dismiss(id);
            }}
          />
        </div>
      ))}
    </section>
  );
}
