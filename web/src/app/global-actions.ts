import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useText } from '../lib/text.ts';
import { useActions, type Action } from '../features/palette/actions.ts';
import { changeAppearance, appearance } from './appearance.ts';
import { overlay } from './overlays.ts';
import { useMay } from './session.ts';

const views = {
  mine: 'g m',
  unassigned: 'g u',
  team: 'g t',
  all: 'g a',
  mentions: 'g n',
  snoozed: 'g z',
} as const;

/** What can be done from everywhere. */
export function useGlobalActions(): void {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const isSupervisor = may('reports.read');
  const readsKnowledge = may('knowledge.read');
  const actions = useMemo<Action[]>(() => {
    const go = t('goTo');
    return [
      {
        id: 'palette',
        label: t('searchAndCommands'),
        group: t('general'),
        icon: 'command',
        keys: 'mod+k',
        run: () => {
          overlay.set((before) => (before === 'palette' ? undefined : 'palette'));
        },
      },
      {
        id: 'keys',
        label: t('keyboardShortcuts'),
        group: t('general'),
        icon: 'command',
        keys: '?',
        run: () => {
          overlay.set('keys');
        },
      },
      ...Object.entries(views).map(([view, keys]): Action => ({
        id: `go-${view}`,
        label: t(`view_${view as keyof typeof views}`),
        group: go,
        icon: 'inbox',
        keys,
        run: () => void navigate({ to: '/inbox/$view', params: { view }, search: {} }),
      })),
      {
        id: 'go-scheduled',
        label: t('view_scheduled'),
        group: go,
        icon: 'clock',
        keys: 'g l',
        run: () => void navigate({ to: '/inbox/scheduled', search: {} }),
      },
      {
        id: 'go-customers',
        label: t('customers'),
        group: go,
        icon: 'person',
        keys: 'g c',
        run: () => void navigate({ to: '/customers', search: {} }),
      },
      ...(readsKnowledge
        ? [
            {
              id: 'go-knowledge',
              label: t('knowledge'),
              group: go,
              icon: 'book' as const,
              keys: 'g k',
              run: () => void navigate({ to: '/knowledge', search: {} }),
            },
          ]
        : []),
      ...(isSupervisor
        ? [
            {
              id: 'go-wallboard',
              label: t('wallboard'),
              group: go,
              icon: 'chart' as const,
              keys: 'g w',
              run: () => void navigate({ to: '/wallboard', search: {} }),
            },
            {
              id: 'go-assist-report',
              label: t('assistReport'),
              group: go,
              icon: 'chart' as const,
              keys: 'g r',
              run: () => void navigate({ to: '/wallboard/assistant', search: {} }),
            },
          ]
        : []),
      {
        id: 'go-settings',
        label: t('settings'),
        group: go,
        icon: 'settings',
        keys: 'g s',
        run: () => void navigate({ to: '/settings/$section', params: { section: 'profile' } }),
      },
      {
        id: 'theme',
        label: t('switchTheme'),
        group: t('general'),
        icon: 'moon',
        run: () => {
          const isDark = document.documentElement.dataset['theme'] === 'dark';
          changeAppearance({ theme: isDark ? 'light' : 'dark' });
        },
      },
      {
        id: 'density',
        label: t('switchDensity'),
        group: t('general'),
        icon: 'menu',
        run: () => {
          changeAppearance({
            density: appearance.get().density === 'compact' ? 'comfortable' : 'compact',
          });
        },
      },
    ];
  }, [t, navigate, isSupervisor, readsKnowledge]);
  useActions(actions);
}
