import { useEffect, useRef } from 'react';
import { useText } from '../lib/text.ts';
import { Button } from './button.tsx';

interface Growing {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** The foot of a list that goes on: it goes on by itself when it comes in sight, and by a press. */
export function LoadMore({ list }: { list: Growing }) {
  const t = useText();
  const foot = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  // What failed waits for a press: it would be asked for again and again.
  const isWaiting = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!isWaiting || !foot.current) return;
    const seen = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void fetchNextPage();
    });
    seen.observe(foot.current);
    return () => {
      seen.disconnect();
    };
  }, [isWaiting, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <div ref={foot}>
      <Button look="quiet" isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
        {t(isFetchingNextPage ? 'loading' : 'loadMore')}
      </Button>
    </div>
  );
}
