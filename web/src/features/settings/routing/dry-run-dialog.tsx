import { useEffect } from 'react';
import { Dialog } from '../../../components/dialog.tsx';
import { Skeleton } from '../../../components/states.tsx';
import { useText } from '../../../lib/text.ts';
import { DryRunResult, useDryRun } from './dry-run.tsx';

/** The rules as they are now, on the last days' conversations. */
export function DryRunDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const run = useDryRun();
  const { mutate } = run;
  useEffect(() => {
    mutate(undefined);
  }, [mutate]);
  return (
    <Dialog title={t('tryRules')} size="l" onClose={onClose}>
      <p className="muted">{t('tryRulesIntro')}</p>
      {run.isPending && <Skeleton rows={3} height={32} />}
      <DryRunResult run={run} />
    </Dialog>
  );
}
