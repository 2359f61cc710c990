import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useMay } from '../../app/session.ts';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { partOf } from '../../lib/parts.ts';
import { useText, type TextKey } from '../../lib/text.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

interface Section {
  label: TextKey;
  /** Who sees it: a permission of the table. */
  permission: string;
  page: () => Promise<ComponentType>;
}

const part = (load: () => Promise<Record<string, ComponentType>>, name: string) =>
  partOf(async () => {
    const all = await load();
    const found = all[name];
    if (!found) throw new Error(`no ${name}`);
    return found;
  });

const sections: Record<string, Section> = {
  profile: {
    label: 'profile',
    permission: 'notifications.own',
    page: part(() => import('./profile-section.tsx'), 'ProfileSection'),
  },
  workspace: {
    label: 'workspace',
    permission: 'settings.manage',
    page: part(() => import('./workspace/workspace-section.tsx'), 'WorkspaceSection'),
  },
  accounts: {
    label: 'accounts',
    permission: 'accounts.read',
    page: part(() => import('./accounts/accounts-section.tsx'), 'AccountsSection'),
  },
  'automatic-answers': {
    label: 'automaticAnswers',
    permission: 'accounts.manage',
    page: part(() => import('./assist/answers-section.tsx'), 'AnswersSection'),
  },
  crm: {
    label: 'crm',
    permission: 'crm.manage',
    page: part(() => import('./crm/crm-section.tsx'), 'CrmSection'),
  },
  people: {
    label: 'people',
    permission: 'agents.manage',
    page: part(() => import('./people/people-section.tsx'), 'PeopleSection'),
  },
  teams: {
    label: 'teams',
    permission: 'teams.manage',
    page: part(() => import('./workspace/teams-section.tsx'), 'TeamsSection'),
  },
  routing: {
    label: 'routing',
    permission: 'routing.manage',
    page: part(() => import('./routing/routing-section.tsx'), 'RoutingSection'),
  },
  sla: {
    label: 'slaPolicies',
    permission: 'policies.manage',
    page: part(() => import('./sla/sla-section.tsx'), 'SlaSection'),
  },
  'canned-replies': {
    label: 'cannedRepliesTitle',
    permission: 'library.manage',
    page: part(() => import('./library/canned-section.tsx'), 'CannedSection'),
  },
  macros: {
    label: 'macros',
    permission: 'library.manage',
    page: part(() => import('./library/macros-section.tsx'), 'MacrosSection'),
  },
  tags: {
    label: 'tags',
    permission: 'library.manage',
    page: part(() => import('./library/tags-section.tsx'), 'TagsSection'),
  },
  fields: {
    label: 'customerFields',
    permission: 'customers.fields',
    page: part(() => import('./library/fields-section.tsx'), 'FieldsSection'),
  },
  views: {
    label: 'savedViews',
    permission: 'views.own',
    page: part(() => import('./library/views-section.tsx'), 'ViewsSection'),
  },
  tokens: {
    label: 'tokens',
    permission: 'tokens.manage',
    page: part(() => import('./workspace/tokens-section.tsx'), 'TokensSection'),
  },
  'dead-letters': {
    label: 'deadLetters',
    permission: 'inbox.manage',
    page: part(() => import('./records/dead-letters-section.tsx'), 'DeadLettersSection'),
  },
  audit: {
    label: 'audit',
    permission: 'audit.read',
    page: part(() => import('./records/audit-section.tsx'), 'AuditSection'),
  },
};

/** Where the sections stand in a row, the one that is open may be beyond its edge. */
const intoView = (link: HTMLElement | null) => {
  link?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
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
                ref={id === section ? intoView : undefined}
              >
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={css('body')} key={section}>
        {found && may(found.permission) ? (
          <Part section={section} load={found.page} />
        ) : (
          <Empty icon="lock" title={t('notForYou')} />
        )}
      </div>
    </main>
  );
}

/** Going there again tries again. */
function Part({ section, load }: { section: string; load: () => Promise<ComponentType> }) {
  const { data: Page, error } = useQuery({
    queryKey: ['settings-section', section],
    queryFn: load,
    staleTime: 'static',
    retry: false,
    networkMode: 'always',
  });
  if (error) return <Failure error={error} />;
  return Page ? <Page /> : <Skeleton rows={5} height={48} />;
}
