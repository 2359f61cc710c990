import { useBlocker } from '@tanstack/react-router';
import { Confirm } from '../settings/confirm.tsx';
import { useText } from '../../lib/text.ts';
import type { KnowledgeSearch } from './search.ts';

/** Asks before what was written is left, and keeps the tab from closing on it; what is open stays open while the list is narrowed. */
export function UnsavedGuard({ isUnsaved }: { isUnsaved: boolean }) {
  const t = useText();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isUnsaved &&
      (current.pathname !== next.pathname ||
        openIn(current.search as KnowledgeSearch) !== openIn(next.search as KnowledgeSearch)),
    enableBeforeUnload: () => isUnsaved,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Confirm
      title={t('leaveUnsaved')}
      words={t('leaveUnsavedWords')}
      action={t('discardIt')}
      onConfirm={blocker.proceed}
      onClose={blocker.reset}
    />
  );
}

const openIn = ({ article, gap, page, translationOf }: KnowledgeSearch): string =>
  [article, gap, page, translationOf].join(' ');
