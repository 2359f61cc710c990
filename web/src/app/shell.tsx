/** What stands around every page: the rail, the bars that say how things stand, and the page itself. */
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { classesOf } from '../lib/classes.ts';
import { useText } from '../lib/text.ts';
import { Palette } from '../features/palette/palette.tsx';
import { KeySheet } from '../features/palette/key-sheet.tsx';
import { useGlobalActions } from './global-actions.ts';
import { useActionKeys } from '../features/palette/actions.ts';
import { useLive, useLiveStatus } from './live.ts';
import { Icon } from '../components/icon.tsx';
import { useStore } from '../lib/store.ts';
import { overlay } from './overlays.ts';
import { Rail } from './rail.tsx';
import { useSession } from './session.ts';
import { useSignOfLife } from './sign-of-life.ts';
import styles from './shell.module.css';

const css = classesOf(styles);

export function Shell() {
  const session = useSession();
  const t = useText();
  const open = useStore(overlay);
  useLive(session.agent.id);
  useSignOfLife(session.agent);
  useGlobalActions();
  useActionKeys();
  return (
    <div className={css('shell')}>
      <a className={css('skip')} href="#main">
        {t('skipToContent')}
      </a>
      <ConnectionBar />
      {session.workspace.demo && <DemoBar />}
      <Rail />
      <div className={css('page')} id="main" tabIndex={-1}>
        <Outlet />
      </div>
      {open === 'palette' && <Palette />}
      {open === 'keys' && <KeySheet />}
    </div>
  );
}

/** What is typed stays; what is sent waits and goes when the desk is reached again. */
function ConnectionBar() {
  const t = useText();
  const status = useLiveStatus();
  const [wasLive, setWasLive] = useState(false);
  if (status === 'live' && !wasLive) setWasLive(true);
  if (status === 'ended') {
    return (
      <div className={css('bar', 'bad')} role="alert">
        <Icon name="lock" size={14} />
        {t('sessionEnded')} <a href="/sign-in">{t('signInAgain')}</a>
      </div>
    );
  }
  if (status !== 'offline' || !wasLive) return null;
  return (
    <div className={css('bar', 'warn')} role="status">
      <Icon name="wifiOff" size={14} />
      {t('noConnection')}
    </div>
  );
}

function DemoBar() {
  const t = useText();
  return <div className={css('demo')}>{t('demoBar')}</div>;
}
