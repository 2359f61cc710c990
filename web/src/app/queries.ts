/** What was read is kept here, and patched by the live stream: it is seldom asked again. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem } from '../lib/api.ts';

const signedOut = () => {
  if (!location.pathname.startsWith('/sign-in') && !location.pathname.startsWith('/welcome')) {
    const back = location.pathname + location.search;
    location.assign(`/sign-in?back=${encodeURIComponent(back)}`);
  }
};

const onError = (error: unknown) => {
  if (isProblem(error, 'unauthenticated')) signedOut();
};

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      // The live stream tells of changes; after a gap everything shown is asked again (app/live.ts).
      staleTime: 5 * 60_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        isProblem(error, 'unreachable', 'temporarily_unavailable') && failures < 5,
      retryDelay: (failures) => Math.min(400 * 2 ** failures, 5_000),
    },
  },
});
