import { Dialog } from '../../components/dialog.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { classesOf } from '../../lib/classes.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { timelineQuery } from './conversation-queries.ts';
import styles from './pane.module.css';

const css = classesOf(styles);

/** Everything that happened to it: when, who, what and why. */
export function TimelineDialog({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const { list, rows = [] } = usePages(timelineQuery(conversationId));
  return (
    <Dialog title={t('fullTimeline')} size="l" onClose={onClose}>
      <ol className={css('timeline')}>
        {rows.map(({ version, at, text, actor }) => (
          <li key={version}>
            <time dateTime={at} className="num muted">
              {new Date(at).toLocaleString(locale, { dateStyle: 'short', timeStyle: 'medium' })}
            </time>
            <span>
              {text}
              <small>{actor.name ?? t(`actor_${actor.type}`)}</small>
            </span>
          </li>
        ))}
      </ol>
      <LoadMore list={list} />
    </Dialog>
  );
}
