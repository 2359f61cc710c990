import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button as AriaButton } from 'react-aria-components';
import { Icon } from '../../components/icon.tsx';
import { Menu } from '../../components/menu.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { builtInViews, useCounts, viewsQuery } from './views.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);

/** The name of what is shown; where the views have no pane of their own, it is the way to them. */
export function ViewSwitcher({ view, name }: { view: string; name: string }) {
  const t = useText();
  const navigate = useNavigate();
  const { data } = useQuery(viewsQuery);
  const counts = useCounts();
  const entry = (id: string, label: string, count = counts?.views[id]) => ({
    id,
    label,
    detail: count === undefined ? undefined : String(count),
    isOn: id === view,
    run: () => void navigate({ to: '/inbox/$view', params: { view: id }, search: {} }),
  });
  return (
    <>
      <h2 className={css('wide')}>{name}</h2>
      <Menu
        label={t('views')}
        placement="bottom start"
        groups={[
          {
            entries: [
              ...builtInViews.map((id) => entry(id, t(`view_${id}`))),
              entry('scheduled', t('view_scheduled'), counts?.scheduled),
            ],
          },
          {
            title: t('savedViews'),
            entries: (data?.saved ?? []).map((it) => entry(it.id, it.name)),
          },
        ]}
        trigger={
          <AriaButton className={css('narrow', 'switcher')}>
            {name} <Icon name="chevron" size={14} />
          </AriaButton>
        }
      />
    </>
  );
}
