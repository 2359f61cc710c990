import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { appearance, changeAppearance, type Appearance } from '../../app/appearance.ts';
import { useSession } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Select, Switch, TextField } from '../../components/field.tsx';
import { Chip } from '../../components/chip.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { ask, get, isProblem } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useStore } from '../../lib/store.ts';
import { locales, useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

/** One's own: how the page looks and behaves, the password, where one is signed in. */
export function ProfileSection() {
  const t = useText();
  const { agent } = useSession();
  return (
    <section className={css('section')}>
      <header>
        <div>
          <h2>{agent.name}</h2>
          <p className="muted">
            {agent.email}, {t(`role_${agent.role}`)}
          </p>
        </div>
      </header>
      <Looks />
      <Password />
      <Sessions />
    </section>
  );
}

function Looks() {
  const t = useText();
  const now = useStore(appearance);
  const notify = async (isOn: boolean) => {
    if (isOn && (await Notification.requestPermission()) !== 'granted') {
      say(t('notificationsRefused'), 'bad');
      return;
    }
    changeAppearance({ notifies: isOn });
  };
  return (
    <div className={css('card')}>
      <h3>{t('appearance')}</h3>
      <div className={css('row2')}>
        <Select
          label={t('theme')}
          value={now.theme}
          choices={(['system', 'light', 'dark'] as const).map((id) => ({
            id,
            label: t(`theme_${id}`),
          }))}
          onChange={(theme) => {
            changeAppearance({ theme: theme as Appearance['theme'] });
          }}
        />
        <Select
          label={t('density')}
          value={now.density}
          choices={(['comfortable', 'compact'] as const).map((id) => ({ id, label: t(id) }))}
          onChange={(density) => {
            changeAppearance({ density: density as Appearance['density'] });
          }}
        />
        <Select
          label={t('language')}
          value={now.locale}
          choices={Object.entries(locales).map(([id, label]) => ({ id, label }))}
          onChange={(locale) => {
            changeAppearance({ locale: locale as Appearance['locale'] });
          }}
        />
        <Select
          label={t('direction')}
          value={now.direction}
          choices={[
            { id: 'auto', label: t('directionAuto') },
            { id: 'rtl', label: t('directionRtl') },
          ]}
          onChange={(direction) => {
            changeAppearance({ direction: direction as Appearance['direction'] });
          }}
        />
      </div>
      <Switch
        label={t('singleKeys')}
        help={t('singleKeysHelp')}
        isOn={now.hasShortcuts}
        onChange={(hasShortcuts) => {
          changeAppearance({ hasShortcuts });
        }}
      />
      <Switch
        label={t('notifyMe')}
        help={t('notifyMeHelp')}
        isOn={now.notifies}
        onChange={(isOn) => {
          notify(isOn).catch(sayProblem);
        }}
      />
    </div>
  );
}

function Password() {
  const t = useText();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => ask('PUT', '/session/password', { body: { current, next } }),
    onSuccess() {
      setCurrent('');
      setNext('');
      say(t('passwordChanged'));
    },
  });
  const problem = isProblem(change.error) ? change.error : undefined;
  const errorOf = (field: string) => problem?.errors.find((it) => it.field === field)?.message;
  return (
    <form
      className={css('card')}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <h3>{t('password')}</h3>
      <div className={css('row2')}>
        <TextField
          label={t('currentPassword')}
          type="password"
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          error={errorOf('current')}
        />
        <TextField
          label={t('newPassword')}
          type="password"
          value={next}
          onChange={setNext}
          autoComplete="new-password"
          help={t('passwordRule')}
          error={errorOf('next')}
        />
      </div>
      {problem?.errors.length === 0 && (
        <p className={css('problem')} role="alert">
          {problem.message}
        </p>
      )}
      <div className={css('buttons')}>
        <Button type="submit" isDisabled={current === '' || next.length < 12 || change.isPending}>
          {t('changePassword')}
        </Button>
      </div>
    </form>
  );
}

interface SessionRow {
  id: string;
  userAgent: string;
  createdAt: string;
  seenAt: string;
}

function Sessions() {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const queries = useQueryClient();
  const { sessionId } = useSession();
  const { data } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => get<{ data: SessionRow[] }>('/sessions', {}, signal),
    staleTime: 0,
  });
  const end = useMutation({
    mutationFn: (id: string) => ask('DELETE', `/sessions/${id}`),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <div className={css('card')}>
      <h3>{t('whereSignedIn')}</h3>
      <ul>
        {data?.data.map((it) => (
          <li key={it.id} className={css('buttons')}>
            <span className="grow">
              {it.userAgent || t('unknownDevice')}{' '}
              <span className="faint">{moment(it.seenAt, locale, now)}</span>
            </span>
            {it.id === sessionId ? (
              <Chip tone="ok">{t('thisOne')}</Chip>
            ) : (
              <Button
                size="s"
                onPress={() => {
                  end.mutate(it.id);
                }}
              >
                {t('signOut')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
