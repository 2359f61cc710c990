import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMay } from '../../../app/session.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { sayProblem } from '../../../components/toasts.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { accountsQuery, titles, usePlatform } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Account } from '../../../lib/types.ts';
import { CopyField } from '../copy-field.tsx';
import { AccountSettings } from './account-settings.tsx';
import { webhookAddress, webhookQuery, type AccountCheck } from './account-queries.ts';
import { Backfills } from './backfills.tsx';
import { Findings, HealthChip } from './health.tsx';
import { RotateSecrets } from './rotate-secrets.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** What was made when it was connected: it is shown this once. */
export interface FreshSecrets {
  verifyToken?: string;
  webhookSecret?: string;
}

/** One account: how it stands, where its events go, what it is for. */
export function AccountDialog({
  account,
  fresh,
  onClose,
}: {
  account: Account;
  fresh?: FreshSecrets | undefined;
  onClose: () => void;
}) {
  const t = useText();
  const may = useMay();
  const isManager = may('accounts.manage');
  const platform = usePlatform(account.platform);
  return (
    <Dialog title={`${account.name} · ${titles[account.platform]}`} size="l" onClose={onClose}>
      <Health account={account} fresh={fresh} isManager={isManager} />
      {isManager && <AccountSettings key={account.version} account={account} />}
      {isManager && <RotateSecrets key={`secrets-${String(account.version)}`} account={account} />}
      {platform?.history && <Backfills accountId={account.id} isManager={isManager} />}
      {!isManager && <p className="faint">{t('adminsChangeThis')}</p>}
    </Dialog>
  );
}

function Health({
  account,
  fresh,
  isManager,
}: {
  account: Account;
  fresh: FreshSecrets | undefined;
  isManager: boolean;
}) {
  const t = useText();
  const queries = useQueryClient();
  const platform = usePlatform(account.platform);
  const endpoint = useQuery(webhookQuery).data;
  const isPolled = platform?.isPolled ?? false;
  const settled = {
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  };
  const check = useMutation({
    mutationFn: () => post<AccountCheck>(`/accounts/${account.id}/check`),
    ...settled,
  });
  const subscribe = useMutation({
    mutationFn: () => post<AccountCheck>(`/accounts/${account.id}/subscribe`),
    ...settled,
  });
  const pause = useMutation({
    mutationFn: () =>
      ask('PATCH', `/accounts/${account.id}`, {
        body: { status: account.status === 'paused' ? 'active' : 'paused' },
        version: account.version,
      }),
    ...settled,
  });
  const { mutate: checkFirst } = check;
  const isNew = fresh !== undefined;
  useEffect(() => {
    if (isNew) checkFirst();
  }, [isNew, checkFirst]);
  const told = subscribe.data ?? check.data;
  const facts = told ?? (account.health && { ...account.health });
  const isBusy = check.isPending || subscribe.isPending;
  const wantsEvents = facts?.isSubscribed === false && !account.relay;
  return (
    <section className={css('part')}>
      <header>
        <h3>{t('health')}</h3>
        <HealthChip account={account} />
      </header>
      <div aria-live="polite" aria-busy={isBusy}>
        {facts ? (
          <Findings facts={facts} isPolled={isPolled} />
        ) : (
          <p className="faint">{t(isBusy ? 'asking' : 'notAskedYet')}</p>
        )}
      </div>
      {isManager && (
        <div className={css('buttons')}>
          <Button
            icon="refresh"
            isDisabled={isBusy}
            onPress={() => {
              subscribe.reset();
              check.mutate();
            }}
          >
            {t('checkNow')}
          </Button>
          {wantsEvents && (
            <Button
              look="primary"
              isDisabled={isBusy}
              onPress={() => {
                subscribe.mutate();
              }}
            >
              {t('subscribe')}
            </Button>
          )}
          <Button
            isDisabled={pause.isPending}
            onPress={() => {
              pause.mutate();
            }}
          >
            {t(account.status === 'paused' ? 'resume' : 'pauseAccount')}
          </Button>
        </div>
      )}
      {isManager && !isPolled && endpoint !== undefined && (
        <CopyField
          label={t('webhookAddress')}
          value={webhookAddress(endpoint, account)}
          help={t(fresh?.verifyToken ? 'webhookHelpVerify' : 'webhookHelp')}
        />
      )}
      {fresh?.verifyToken && (
        <CopyField label={t('verifyToken')} value={fresh.verifyToken} help={t('shownOnce')} />
      )}
      {fresh?.webhookSecret && (
        <CopyField label={t('webhookSecret')} value={fresh.webhookSecret} help={t('shownOnce')} />
      )}
    </section>
  );
}
