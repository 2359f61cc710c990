import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { classesOf } from '../lib/classes.ts';
import styles from './chip.module.css';

const css = classesOf(styles);

export type Tone = 'ok' | 'warn' | 'bad' | 'mute' | 'line' | 'accent' | 'note';

/** Colour never speaks alone: there are always words, and mostly an icon. */
export function Chip({
  tone = 'mute',
  icon,
  children,
  title,
}: {
  tone?: Tone;
  icon?: IconName | undefined;
  children: ReactNode;
  title?: string | undefined;
}) {
  return (
    <span className={css('chip', tone)} title={title}>
      {icon && <Icon name={icon} size={12} />}
      <bdi className="ellipsis">{children}</bdi>
    </span>
  );
}
