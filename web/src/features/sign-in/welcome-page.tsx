/** Where the link of an invitation or a reset leads: a password of one's own, and in. */
import { useNavigate } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';
import { queries } from '../../app/queries.ts';
import type { Session } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { isProblem, post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import styles from './sign-in.module.css';

const css = classesOf(styles);

export function WelcomePage() {
  const t = useText();
  const navigate = useNavigate();
  // In the fragment, which no server and no log ever sees.
  const [token] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      queries.setQueryData(
        ['session'],
        await post<Session>('/one-time-links', { token, password }),
      );
      await navigate({ to: '/' });
    } catch (error) {
      setProblem(isProblem(error) ? (error.errors[0]?.message ?? error.message) : t('brokenPage'));
    }
  };
  const differ = again !== '' && again !== password;
  return (
    <main className={css('page')}>
      <div className={css('card')}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1>{t('choosePassword')}</h1>
        <form onSubmit={(event) => void submit(event)} noValidate>
          <TextField
            label={t('newPassword')}
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            help={t('passwordRule')}
            autoFocus
            isRequired
          />
          <TextField
            label={t('onceMore')}
            type="password"
            value={again}
            onChange={setAgain}
            autoComplete="new-password"
            error={differ ? t('passwordsDiffer') : undefined}
            isRequired
          />
          {problem && (
            <p className={css('problem')} role="alert">
              <Icon name="warning" size={15} /> {problem}
            </p>
          )}
          <Button
            type="submit"
            look="primary"
            isDisabled={password.length < 12 || again !== password}
          >
            {t('goIn')}
          </Button>
        </form>
      </div>
    </main>
  );
}
