import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../app/session.ts';
import type { Assist } from '../../lib/types.ts';

type Source = NonNullable<Assist['round']>['suggestions'][number]['sources'][number];

/** Where a suggestion has its words from, to be looked at beside what one is writing: in a page of its own. */
export function SourceLink({
  source: { kind, id },
  children,
}: {
  source: Source;
  children: ReactNode;
}) {
  const may = useMay();
  switch (kind) {
    case 'article':
      if (!may('knowledge.read')) return children;
      return (
        <Link to="/knowledge" search={{ article: id }} target="_blank" rel="noopener">
          {children}
        </Link>
      );
    case 'conversation':
      return (
        <Link
          to="/inbox/$view/$conversationId"
          params={{ view: 'all', conversationId: id }}
          search={{}}
          target="_blank"
          rel="noopener"
        >
          {children}
        </Link>
      );
    case 'canned_reply':
      return children;
  }
}
