import type { ReactNode } from 'react';
import {
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
  Separator,
  Header,
  MenuSection,
} from 'react-aria-components';
import { Key } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { classesOf } from '../lib/classes.ts';
import styles from './menu.module.css';

const css = classesOf(styles);

export interface MenuEntry {
  id: string;
  label: string;
  icon?: IconName;
  shortcut?: string | undefined;
  detail?: string | undefined;
  isDanger?: boolean;
  isOn?: boolean;
  isDisabled?: boolean;
  run: () => void;
}

export interface MenuGroup {
  title?: string;
  entries: readonly MenuEntry[];
}

/** A button that opens a menu of things to do. */
export function Menu({
  trigger,
  label,
  groups,
  placement = 'bottom end',
}: {
  trigger: ReactNode;
  label: string;
  groups: readonly MenuGroup[];
  placement?: 'bottom end' | 'bottom start' | 'top start' | 'top end' | 'end bottom';
}) {
  const shown = groups.filter(({ entries }) => entries.length > 0);
  const all = shown.flatMap(({ entries }) => entries);
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={css('popover')} placement={placement} offset={6}>
        <AriaMenu
          className={css('menu')}
          aria-label={label}
          onAction={(key) => all.find(({ id }) => id === key)?.run()}
          disabledKeys={all.filter(({ isDisabled }) => isDisabled).map(({ id }) => id)}
        >
          {shown.map(({ title, entries }, index) => (
            <MenuSection key={title ?? index} aria-label={title ?? label}>
              {index > 0 && <Separator className={css('line')} />}
              {title && <Header className={css('title')}>{title}</Header>}
              {entries.map((entry) => (
                <MenuItem
                  key={entry.id}
                  id={entry.id}
                  textValue={entry.label}
                  className={css('item', entry.isDanger && 'danger')}
                >
                  {entry.icon && <Icon name={entry.icon} size={16} />}
                  <span className="grow">
                    {entry.label}
                    {entry.detail && <small>{entry.detail}</small>}
                  </span>
                  {entry.isOn && <Icon name="check" size={14} />}
                  {entry.shortcut && <Key keys={entry.shortcut} />}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
