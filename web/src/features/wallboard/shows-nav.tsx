import { Link } from '@tanstack/react-router';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { shows, type WallboardSearch } from './search.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

/** From one of the supervisors' pages to the others. */
export function ShowsNav({ search }: { search: WallboardSearch }) {
  const t = useText();
  return (
    <nav className={css('shows')} aria-label={t('wallboard')}>
      {shows.map((it) => (
        <Link
          key={it}
          to="/wallboard"
          search={withShow(search, it)}
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {t(`show_${it}`)}
        </Link>
      ))}
      <Link to="/wallboard/assistant" search={{}} activeOptions={{ includeSearch: false }}>
        {t('assistant')}
      </Link>
    </nav>
  );
}

function withShow({ show: _before, ...rest }: WallboardSearch, show: (typeof shows)[number]) {
  return { ...rest, ...(show === 'now' ? {} : { show }) };
}
