import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, type ComponentType } from 'react';
import { useMay } from '../../app/session.ts';
import { Empty, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText, type TextKey } from '../../lib/text.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

interface Section {
  label: TextKey;
  /** Who sees it: a permission of the table. */
  permission: string;
  Page: ComponentType;
}

const part = (load: () => Promise<Record<string, ComponentType>>, name: string) =>
  lazy(async () => {
    const all = await load();
    const found = all[name];
    if (!found) throw new Error(`no ${name}`);
    return { default: found };
  });

const sections: Record<string, Section> = {
  profile: {
    label: 'profile',
    permission: 'notifications.own',
    Page: part(() => import('./profile-section.tsx'), 'ProfileSection'),
  },
  accounts: {
    label: 'accounts',
    permission: 'accounts.read',
    Page: part(() => import('./accounts/accounts-section.tsx'), 'AccountsSection'),
  },
  people: {
    label: 'people',
    permission: 'agents.manage',
    Page: part(() => import('./people/people-section.tsx'), 'PeopleSection'),
  },
  sla: {
    label: 'slaPolicies',
    permission: 'policies.manage',
    Page: part(() => import('./sla/sla-section.tsx'), 'SlaSection'),
  },
  routing: {
    label: 'routing',
    permission: 'routing.manage',
    Page: part(() => import('./routing/routing-section.tsx'), 'RoutingSection'),
  },
};

export function SettingsPage() {
  const t = useText();
  const may = useMay();
  const { section } = useParams({ from: '/desk/settings/$section' });
  const found = sections[section];
  const shown = Object.entries(sections).filter(([, { permission }]) => may(permission));
  return (
    <main className={css('settings')}>
      <nav className={css('nav')} aria-label={t('settings')}>
        <h1>{t('settings')}</h1>
        <ul>
          {shown.map(([id, { label }]) => (
            <li key={id}>
              <Link
                to="/settings/$section"
                params={{ section: id }}
                aria-current={id === section ? 'page' : undefined}
              >
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={css('body')} key={section}>
        {found && may(found.permission) ? (
          <Suspense fallback={<Skeleton rows={5} height={48} />}>
            <found.Page />
          </Suspense>
        ) : (
          <Empty icon="lock" title={t('notForYou')} />
        )}
      </div>
    </main>
  );
}
