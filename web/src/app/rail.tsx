import { Link, useLocation } from '@tanstack/react-router';
import { Button as AriaButton, TooltipTrigger } from 'react-aria-components';
import { Avatar } from '../components/avatar.tsx';
import { Hint } from '../components/button.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { classesOf } from '../lib/classes.ts';
import { useText } from '../lib/text.ts';
import { NoticesButton } from '../features/notifications/notices-button.tsx';
import { overlay } from './overlays.ts';
import { useProfileMenu } from './profile-menu.ts';
import { useMay, useSession } from './session.ts';
import styles from './shell.module.css';

const css = classesOf(styles);

export function Rail() {
  const t = useText();
  const may = useMay();
  const { agent } = useSession();
  const profile = useProfileMenu();
  return (
    <nav className={css('rail')} aria-label={t('sections')}>
      <img className={css('logo')} src="/icon.svg" alt="" />
      <RailLink to="/inbox/$view" params={{ view: 'mine' }} icon="inbox" label={t('inbox')} />
      <RailLink to="/customers" icon="person" label={t('customers')} />
      {may('knowledge.read') && <RailLink to="/knowledge" icon="book" label={t('knowledge')} />}
      {may('reports.read') && <RailLink to="/wallboard" icon="chart" label={t('wallboard')} />}
      <RailLink
        to="/settings/$section"
        params={{ section: 'profile' }}
        icon="settings"
        label={t('settings')}
      />
      <span className={css('space')} />
      <TooltipTrigger delay={500}>
        <AriaButton
          className={css('item')}
          aria-label={t('searchAndCommands')}
          onPress={() => {
            overlay.set('palette');
          }}
        >
          <Icon name="search" />
        </AriaButton>
        <Hint text={t('searchAndCommands')} keys="Ctrl K" />
      </TooltipTrigger>
      <NoticesButton />
      <Menu
        label={t('profile')}
        placement="end bottom"
        groups={profile}
        trigger={
          <AriaButton className={css('me')} aria-label={`${agent.name}, ${t(agent.availability)}`}>
            <Avatar name={agent.name} id={agent.id} size={30} online={agent.availability} />
          </AriaButton>
        }
      />
    </nav>
  );
}

function RailLink({
  icon,
  label,
  ...to
}: {
  icon: IconName;
  label: string;
  to: '/inbox/$view' | '/customers' | '/knowledge' | '/wallboard' | '/settings/$section';
  params?: Record<string, string>;
}) {
  const isHere = useLocation().pathname.startsWith(
    to.to.replace('/$view', '').replace('/$section', ''),
  );
  return (
    <Link
      {...(to as { to: '/customers' })}
      className={css('item', isHere && 'on')}
      aria-current={isHere ? 'page' : undefined}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </Link>
  );
}
