import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../../app/session.ts';
import { Avatar } from '../../../components/avatar.tsx';
import { Button } from '../../../components/button.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { accountsQuery, titles } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Account } from '../../../lib/types.ts';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { TeamCell } from '../team-cell.tsx';
import { AccountDialog, type FreshSecrets } from './account-dialog.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { HealthChip, PaceWords } from './health.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** Where customers write to, and how it stands with each. */
export function AccountsSection() {
  const t = useText();
  const may = useMay();
  const accounts = useQuery({
    ...accountsQuery,
    // While something is wrong, or just mended, one waits for it.
    refetchInterval: ({ state }) => (state.data?.every(isWell) ? 15_000 : 3_000),
  });
  const [open, setOpen] = useState<{ id: string; fresh?: FreshSecrets }>();
  const [isConnecting, setConnecting] = useState(false);
  const shown = accounts.data?.find(({ id }) => id === open?.id);
  return (
    <Section
      title={t('accounts')}
      intro={t('accountsIntro')}
      action={
        may('accounts.manage') && (
          <NewButton
            label={t('connectAccount')}
            onPress={() => {
              setConnecting(true);
            }}
          />
        )
      }
    >
      <Listed query={accounts} icon="globe" empty={t('noAccounts')} hint={t('noAccountsHint')}>
        {(rows) => (
          <Table
            label={t('accounts')}
            heads={[t('account'), t('health'), t('pace'), t('team'), '']}
          >
            {rows.map((account) => (
              <Row
                key={account.id}
                account={account}
                onOpen={() => {
                  setOpen({ id: account.id });
                }}
              />
            ))}
          </Table>
        )}
      </Listed>
      {isConnecting && (
        <ConnectDialog
          onClose={() => {
            setConnecting(false);
          }}
          onConnected={(account, fresh) => {
            setConnecting(false);
            setOpen({ id: account.id, fresh });
          }}
        />
      )}
      {shown && (
        <AccountDialog
          account={shown}
          fresh={open?.fresh}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
    </Section>
  );
}

const isWell = ({ status, health }: Account): boolean =>
  status === 'paused' || (status === 'active' && health?.isWorking === true);

function Row({ account, onOpen }: { account: Account; onOpen: () => void }) {
  const t = useText();
  const { id, platform, name, externalId, teamId, health } = account;
  const [problem] = health?.problems ?? [];
  return (
    <tr>
      <td>
        <div className={css('who')}>
          <Avatar name={name} id={id} platform={platform} size={30} />
          <span className="grow">
            <b>{name}</b>
            <br />
            <span className="faint">
              {titles[platform]} · <bdi>{externalId}</bdi>
            </span>
          </span>
        </div>
      </td>
      <td>
        <HealthChip account={account} />
        {problem && account.status !== 'paused' && (
          <small className={css('below')}>{problem.message}</small>
        )}
      </td>
      <td>
        <PaceWords account={account} />
      </td>
      <TeamCell teamId={teamId} />
      <td className={css('end')}>
        <Button size="s" aria-label={t('openThis', { what: name })} onPress={onOpen}>
          {t('open')}
        </Button>
      </td>
    </tr>
  );
}
