import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

interface Load {
  load: number;
  capacity: number;
}

export const shareOf = ({ load, capacity }: Load): number =>
  capacity > 0 ? load / capacity : load > 0 ? 1 : 0;

/** How much somebody has in hand of what they can. */
export function LoadBar({ load, capacity }: Load) {
  const t = useText();
  const tone = load > capacity ? 'over' : load > 0 && load === capacity ? 'full' : undefined;
  return (
    <span className={css('load-bar', tone)}>
      <span className={css('track')} aria-hidden="true">
        <i style={{ inlineSize: `${String(Math.min(100, shareOf({ load, capacity }) * 100))}%` }} />
      </span>
      <span className={css('load-words')}>
        <bdi>{t('loadOf', { load, capacity })}</bdi>
        {tone && <em>{t(tone === 'over' ? 'overCapacity' : 'atCapacity')}</em>}
      </span>
    </span>
  );
}
