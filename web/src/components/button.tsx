import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Tooltip,
  TooltipTrigger,
  type ButtonProps,
} from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';
import { classesOf } from '../lib/classes.ts';
import styles from './button.module.css';

const css = classesOf(styles);

interface Props extends Omit<ButtonProps, 'children' | 'className'> {
  /** primary: the one thing to do here; quiet: no border; danger: cannot be taken back. */
  look?: 'plain' | 'primary' | 'quiet' | 'danger' | 'note';
  size?: 'm' | 's';
  icon?: IconName;
  /** The key that does the same, shown beside the words. */
  shortcut?: string | undefined;
  children?: ReactNode;
}

export function Button({ look = 'plain', size = 'm', icon, shortcut, children, ...props }: Props) {
  return (
    <AriaButton {...props} className={css('button', look, size)}>
      {icon && <Icon name={icon} size={16} />}
      {children}
      {shortcut && <Key keys={shortcut} />}
    </AriaButton>
  );
}

/** A button that is only its icon: its name is read out, and shown when one points at it. */
export function IconButton({
  label,
  icon,
  shortcut,
  look = 'quiet',
  size = 'm',
  ...props
}: Omit<Props, 'children' | 'icon'> & { label: string; icon: IconName }) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton {...props} aria-label={label} className={css('button', 'only', look, size)}>
        <Icon name={icon} />
      </AriaButton>
      <Hint text={label} keys={shortcut} />
    </TooltipTrigger>
  );
}

export function Hint({ text, keys }: { text: string; keys?: string | undefined }) {
  return (
    <Tooltip className={css('tooltip')} offset={6}>
      {text}
      {keys && <Key keys={keys} />}
    </Tooltip>
  );
}

export function Key({ keys }: { keys: string }) {
  return (
    <kbd className={css('key')} aria-hidden="true">
      {keys}
    </kbd>
  );
}
