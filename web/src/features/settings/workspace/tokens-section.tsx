import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Select, TextField } from '../../../components/field.tsx';
import { post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { allOf, useAgents } from '../../../lib/desk.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { moment, useNow } from '../../../lib/time.ts';
import { Confirm } from '../confirm.tsx';
import { CopyField } from '../copy-field.tsx';
import { Editor } from '../editor.tsx';
import { rolesUpTo, titled, type Role } from '../people/roles.ts';
import { AgentPicker } from '../pickers.tsx';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { useRemove } from '../use-remove.ts';
import { useSave } from '../use-save.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface Token {
  id: string;
  name: string;
  role: Role;
  agentId?: string;
  createdAt: string;
  lastUsedAt?: string;
  expiresAt?: string;
  revokedAt?: string;
}

const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => allOf<Token>('/tokens', signal),
});

/** By which other programs work with the API. */
export function TokensSection() {
  const t = useText();
  const tokens = useQuery(tokensQuery);
  const [open, setOpen] = useState<
    { is: 'new' } | { is: 'made'; token: string } | { is: 'revoke'; token: Token }
  >();
  const revoke = useRemove('/tokens', tokensQuery.queryKey);
  const close = () => {
    setOpen(undefined);
  };
  return (
    <Section
      title={t('tokens')}
      intro={t('tokensIntro')}
      action={
        <NewButton
          label={t('newToken')}
          onPress={() => {
            setOpen({ is: 'new' });
          }}
        />
      }
    >
      <Listed query={tokens} icon="lock" empty={t('noTokens')}>
        {(rows) => (
          <Table
            label={t('tokens')}
            heads={[t('name'), t('role'), t('actsAs'), t('lastUsed'), t('expires'), '']}
          >
            {rows.map((token) => (
              <Row
                key={token.id}
                token={token}
                onRevoke={() => {
                  setOpen({ is: 'revoke', token });
                }}
              />
            ))}
          </Table>
        )}
      </Listed>
      {open?.is === 'new' && (
        <NewToken
          onClose={close}
          onMade={(token) => {
            setOpen({ is: 'made', token });
          }}
        />
      )}
      {open?.is === 'made' && (
        <Dialog
          title={t('yourToken')}
          onClose={close}
          foot={
            <Button look="primary" onPress={close}>
              {t('done')}
            </Button>
          }
        >
          <CopyField label={t('token')} value={open.token} help={t('shownOnce')} />
        </Dialog>
      )}
      {open?.is === 'revoke' && (
        <Confirm
          title={t('revokeWhat', { what: open.token.name })}
          words={t('revokeWords')}
          action={t('revoke')}
          onConfirm={() => {
            revoke(open.token.id);
          }}
          onClose={close}
        />
      )}
    </Section>
  );
}

function Row({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const agents = useAgents();
  const { name, role, agentId, lastUsedAt, expiresAt, revokedAt } = token;
  const isOver = expiresAt !== undefined && Date.parse(expiresAt) <= now;
  const isGone = revokedAt !== undefined || isOver;
  return (
    <tr className={css(isGone && 'gone')}>
      <td>
        <b className={css('strong')}>{name}</b>
      </td>
      <td>{titled(t(`role_${role}`), locale)}</td>
      <td>{agents.find(({ id }) => id === agentId)?.name ?? <span className="faint">–</span>}</td>
      <td className="num">{lastUsedAt ? moment(lastUsedAt, locale, now) : t('never')}</td>
      <td className="num">{expiresAt ? moment(expiresAt, locale, now) : t('never')}</td>
      <td className={css('end')}>
        {isGone ? (
          <Chip>{t(revokedAt === undefined ? 'expired' : 'revoked')}</Chip>
        ) : (
          <Button
            size="s"
            look="danger"
            aria-label={t('revokeThis', { what: name })}
            onPress={onRevoke}
          >
            {t('revoke')}
          </Button>
        )}
      </td>
    </tr>
  );
}

const day = 86_400_000;
const lives = { month: 30 * day, quarter: 90 * day, year: 365 * day, always: undefined } as const;
type Life = keyof typeof lives;

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: (token: string) => void }) {
  const t = useText();
  const locale = useLocale();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [agentId, setAgent] = useState('');
  const [life, setLife] = useState<Life>('quarter');
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const length = lives[life];
      return post<{ token: string }>('/tokens', {
        ...{ name: name.trim(), role },
        ...(agentId === '' ? {} : { agentId }),
        ...(length === undefined ? {} : { expiresAt: new Date(Date.now() + length).toISOString() }),
      });
    },
    refreshes: [tokensQuery.queryKey],
    onSaved: ({ token }) => {
      onMade(token);
    },
  });
  return (
    <Editor
      title={t('newToken')}
      size="s"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={name.trim() !== ''}
      state={{ isPending, problem }}
    >
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        help={t('tokenNameHelp')}
        error={errorOf('name')}
        isRequired
        autoFocus
      />
      <Select
        label={t('role')}
        value={role}
        choices={rolesUpTo('admin').map((id) => ({ id, label: titled(t(`role_${id}`), locale) }))}
        onChange={(it) => {
          setRole(it as Role);
        }}
        error={errorOf('role')}
      />
      <AgentPicker
        label={t('actsAs')}
        value={agentId}
        onChange={setAgent}
        none={t('nobodyInParticular')}
        error={errorOf('agentId')}
      />
      <Select
        label={t('expires')}
        value={life}
        choices={(Object.keys(lives) as Life[]).map((id) => ({ id, label: t(`life_${id}`) }))}
        onChange={(it) => {
          setLife(it as Life);
        }}
        error={errorOf('expiresAt')}
      />
    </Editor>
  );
}
