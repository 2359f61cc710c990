import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import type { IconName } from '../../components/icon.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

/** A page of the settings: what it is for, the one thing to do there, and its list. */
export function Section({
  title,
  intro,
  action,
  children,
}: {
  title: string;
  intro?: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={css('section')}>
      <header>
        <div className="grow">
          <h2>{title}</h2>
          {intro && <p className="muted">{intro}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}

/** The one thing to do on such a page: one more of them. */
export function NewButton({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <Button look="primary" icon="plus" onPress={onPress}>
      {label}
    </Button>
  );
}

/** What a list shows until it is there, when it is not, and when there is nothing. */
export function Listed<T>({
  query,
  icon,
  empty,
  hint,
  children,
}: {
  query: Pick<UseQueryResult<readonly T[]>, 'data' | 'error' | 'isPending'> & {
    refetch: () => unknown;
  };
  icon: IconName;
  empty: string;
  hint?: string;
  children: (rows: readonly T[]) => ReactNode;
}) {
  const { data, error, isPending, refetch } = query;
  if (isPending) return <Skeleton rows={4} height={36} />;
  if (!data) return <Failure error={error} retry={() => void refetch()} />;
  if (data.length === 0)
    return (
      <Empty icon={icon} title={empty}>
        {hint}
      </Empty>
    );
  return children(data);
}

/** Rows with quiet lines; wider than its place, it scrolls by itself. */
export function Table({
  label,
  heads,
  children,
}: {
  label: string;
  /** An empty one is for the buttons at the end. */
  heads: readonly string[];
  children: ReactNode;
}) {
  return (
    // Scrolled by keys too: it takes the focus.
    <div className={css('scroll')} role="region" aria-label={label} tabIndex={0}>
      <table className={css('table')}>
        <thead>
          <tr>
            {heads.map((head, index) =>
              head === '' ? (
                <td key={index} />
              ) : (
                <th key={index} scope="col">
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
