import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Toasts } from '../components/toasts.tsx';
import { useStore } from '../lib/store.ts';
import { useLocale } from '../lib/text.ts';
import { appearance } from './appearance.ts';
import { queries } from './queries.ts';
import { loadAhead, router } from './router.tsx';

/** What one sees first comes first. */
const aheadAfterMs = 2_000;

export function App() {
  const { direction } = useStore(appearance);
  const locale = useLocale();
  useEffect(() => {
    const timer = setTimeout(loadAhead, aheadAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  // Overlays of the library take their direction from its locale.
  return (
    <I18nProvider locale={direction === 'rtl' ? 'ar' : locale}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </I18nProvider>
  );
}
