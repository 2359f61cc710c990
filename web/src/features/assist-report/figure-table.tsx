import { useId } from 'react';
import { classesOf } from '../../lib/classes.ts';
import styles from './assist-report.module.css';

const css = classesOf(styles);

export interface FigureRow {
  id: string;
  name: string;
  cells: readonly string[];
}

/** A few figures a row; wider than its place, it scrolls by itself, by keys too. */
export function FigureTable({
  title,
  heads,
  rows,
  none,
}: {
  title: string;
  heads: readonly string[];
  rows: readonly FigureRow[];
  /** Said where there is none. */
  none: string;
}) {
  const id = useId();
  return (
    <section className={css('card')}>
      <h2 id={id}>{title}</h2>
      {rows.length === 0 ? (
        <p className={css('none')}>{none}</p>
      ) : (
        <div className={css('scroll')} role="region" aria-labelledby={id} tabIndex={0}>
          <table className={css('table')}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    <bdi>{row.name}</bdi>
                  </th>
                  {row.cells.map((cell, at) => (
                    <td key={heads[at + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
