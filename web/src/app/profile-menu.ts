import { useMutation } from '@tanstack/react-query';
import type { MenuGroup } from '../components/menu.tsx';
import { sayProblem } from '../components/toasts.tsx';
import { ask } from '../lib/api.ts';
import { useStore } from '../lib/store.ts';
import { locales, useText, type Locale } from '../lib/text.ts';
import type { Agent } from '../lib/types.ts';
import { appearance, changeAppearance } from './appearance.ts';
import { queries } from './queries.ts';
import { sessionQuery, signOut, useMay, useSession } from './session.ts';

const availabilities = ['online', 'away', 'offline'] as const;

/** Whether one is there, how the page looks, and the way out. */
export function useProfileMenu(): MenuGroup[] {
  const t = useText();
  const { agent } = useSession();
  const may = useMay();
  const { theme, density, locale } = useStore(appearance);
  const setAvailability = useAvailability(agent);
  return [
    {
      title: agent.name,
      entries: may('presence.own')
        ? availabilities.map((it) => ({
            id: it,
            label: t(it),
            isOn: agent.availability === it,
            run: () => {
              setAvailability(it);
            },
          }))
        : [],
    },
    {
      title: t('theme'),
      entries: (['system', 'light', 'dark'] as const).map((it) => ({
        id: `theme-${it}`,
        label: t(`theme_${it}`),
        isOn: theme === it,
        run: () => {
          changeAppearance({ theme: it });
        },
      })),
    },
    {
      title: t('density'),
      entries: (['comfortable', 'compact'] as const).map((it) => ({
        id: `density-${it}`,
        label: t(it),
        isOn: density === it,
        run: () => {
          changeAppearance({ density: it });
        },
      })),
    },
    {
      title: t('language'),
      entries: Object.entries(locales).map(([id, label]) => ({
        id: `locale-${id}`,
        label,
        isOn: locale === id,
        run: () => {
          changeAppearance({ locale: id as Locale });
        },
      })),
    },
    {
      entries: [
        {
          id: 'sign-out',
          label: t('signOut'),
          icon: 'lock',
          run: () => {
            signOut().catch(sayProblem);
          },
        },
      ],
    },
  ];
}

/** Shown at once; taken back where it was refused. */
export function useAvailability(agent: Agent): (availability: Agent['availability']) => void {
  const { mutate } = useMutation({
    mutationFn: (availability: Agent['availability']) =>
      ask<Agent>('PUT', `/agents/${agent.id}/availability`, { body: { availability } }),
    onMutate: (availability) => {
      queries.setQueryData(
        sessionQuery.queryKey,
        (it) => it && { ...it, agent: { ...it.agent, availability } },
      );
    },
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries(sessionQuery),
  });
  return mutate;
}
