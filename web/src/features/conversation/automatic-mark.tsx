/** Over a message that nobody wrote: that it is one, out of which article, by which policy. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { articleQuery } from '../knowledge/knowledge-queries.ts';
import styles from './thread.module.css';

const css = classesOf(styles);

export function AutomaticMark({ articleId, topic }: { articleId: string; topic: string }) {
  const t = useText();
  const may = useMay();
  const { data: article } = useQuery({
    ...articleQuery(articleId),
    enabled: may('knowledge.read'),
    retry: false,
  });
  return (
    <>
      <strong className={css('label')}>
        <Icon name="bolt" size={12} /> {t('automaticAnswer')}
      </strong>
      <span className={css('about')}>
        {article && (
          <>
            <Link to="/knowledge" search={{ article: articleId }}>
              {article.title}
            </Link>
            {' · '}
          </>
        )}
        {t('byPolicy', { topic: topic.replaceAll('_', ' ') })}
      </span>
    </>
  );
}
