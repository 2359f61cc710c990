import { useEffect, type ReactNode } from 'react';
import { isProblem } from '../lib/api.ts';
import { MissingPart, reloadOnceFor, reloadPage } from '../lib/parts.ts';
import { useText } from '../lib/text.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { say } from './toasts.tsx';
import { classesOf } from '../lib/classes.ts';
import styles from './states.module.css';

const css = classesOf(styles);

/** Nothing here, and what to do about it. */
export function Empty({
  icon,
  title,
  children,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className={css('state')}>
      <span className={css('icon')}>
        <Icon name={icon} size={22} />
      </span>
      <p className={css('title')}>{title}</p>
      {children && <div className={css('words')}>{children}</div>}
    </div>
  );
}

/** It could not be shown: why, and once more; without a way of its own the page is loaded anew. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText();
  const isMissing = error instanceof MissingPart;
  useEffect(() => {
    if (error instanceof MissingPart) void reloadOnceFor(error);
  }, [error]);
  const reload = async () => {
    if (!(await reloadPage())) say(t('noConnection'), 'bad');
  };
  const words = isProblem(error) ? error.message : t(isMissing ? 'partMissing' : 'brokenPage');
  return (
    <div className={css('state')} role="alert">
      <span className={css('icon', 'bad')}>
        <Icon name="warning" size={22} />
      </span>
      <p className={css('title')}>{t('notShown')}</p>
      <div className={css('words')}>{words}</div>
      <Button
        icon="refresh"
        onPress={() => {
          if (retry) retry();
          else void reload();
        }}
      >
        {t('tryAgain')}
      </Button>
    </div>
  );
}

export function Skeleton({ rows, height }: { rows: number; height: number }) {
  const t = useText();
  return (
    <div role="status" aria-label={t('loading')} className={css('skeleton')}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} style={{ height }} className={css('bone')}>
          <i />
          <b />
        </div>
      ))}
    </div>
  );
}
