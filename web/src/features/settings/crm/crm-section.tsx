import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { sayProblem } from '../../../components/toasts.tsx';
import { post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { moment, useNow } from '../../../lib/time.ts';
import type { CrmConnection } from '../../../lib/types.ts';
import { ConfirmDelete } from '../confirm.tsx';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { RowTools } from '../row-tools.tsx';
import { useOpened } from '../use-opened.ts';
import { useRemove } from '../use-remove.ts';
import { ConnectionDialog } from './connection-dialog.tsx';
import { connectionsQuery, kindNames } from './crm-queries.ts';
import { NewConnection } from './new-connection.tsx';
import { Promises } from './promises.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** Where the desk finds who its customers are, and what it makes of what it finds. */
export function CrmSection() {
  const t = useText();
  const connections = useQuery({ ...connectionsQuery, refetchInterval: 15_000 });
  const opened = useOpened(connections.data);
  const remove = useRemove('/crm-connections', connectionsQuery.queryKey);
  return (
    <Section
      title={t('crm')}
      intro={t('crmIntro')}
      action={<NewButton label={t('connectCrm')} onPress={opened.create} />}
    >
      <Listed query={connections} icon="person" empty={t('noCrm')}>
        {(rows) => (
          <Table label={t('crm')} heads={[t('name'), t('health'), t('toldToCrm'), '']}>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <b>{row.name}</b>
                  <br />
                  <span className="faint">
                    {row.kind === 'builtin' ? t('builtinCrm') : kindNames[row.kind]}
                  </span>
                </td>
                <td>
                  <Health connection={row} />
                </td>
                <td>
                  <Waiting connection={row} />
                </td>
                <td className={css('end')}>
                  <RowTools
                    name={row.name}
                    onEdit={() => {
                      opened.edit(row.id);
                    }}
                    {...(row.kind !== 'builtin' && {
                      onDelete: () => {
                        opened.remove(row.id);
                      },
                    })}
                  />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      <Promises />
      {opened.isNew && <NewConnection onClose={opened.close} />}
      {opened.edited && (
        <ConnectionDialog
          key={opened.edited.version}
          connection={opened.edited}
          onClose={opened.close}
        />
      )}
      {opened.deleted && (
        <ConfirmDelete
          name={opened.deleted.name}
          words={t('deleteCrmWords')}
          onConfirm={() => {
            if (opened.deleted) remove(opened.deleted.id);
          }}
          onClose={opened.close}
        />
      )}
    </Section>
  );
}

function Health({ connection: { status, problem } }: { connection: CrmConnection }) {
  const t = useText();
  if (status === 'paused') return <Chip icon="pause">{t('crmIsOff')}</Chip>;
  return (
    <>
      {status === 'active' && problem === undefined ? (
        <Chip tone="ok" icon="check">
          {t('crmIsWell')}
        </Chip>
      ) : (
        <Chip tone={status === 'active' ? 'warn' : 'bad'} icon="warning">
          {t('crmNeedsAttention')}
        </Chip>
      )}
      {problem !== undefined && <small className={css('below')}>{problem}</small>}
    </>
  );
}

function Waiting({
  connection: { id, waiting, waitingSince, refused, lastError },
}: {
  connection: CrmConnection;
}) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(30_000);
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => post(`/crm-connections/${id}/retry`),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  return (
    <>
      {waiting > 0 && waitingSince !== undefined
        ? t('crmWaiting', { number: waiting, at: moment(waitingSince, locale, now) })
        : '–'}
      {refused > 0 && (
        <small className={css('below')}>{t('crmRefused', { number: refused })}</small>
      )}
      {lastError !== undefined && <small className={css('below')}>{lastError}</small>}
      {refused > 0 && (
        <Button
          size="s"
          icon="refresh"
          isDisabled={retry.isPending}
          onPress={() => {
            retry.mutate();
          }}
        >
          {t('tellAgain')}
        </Button>
      )}
    </>
  );
}
