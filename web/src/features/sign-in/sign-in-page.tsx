import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';
import { enterDemo, signIn } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { get, isProblem, post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText, type TextKey } from '../../lib/text.ts';
import styles from './sign-in.module.css';

const css = classesOf(styles);

interface SignIn {
  workspace: { name: string };
  demo: boolean;
  oidc?: { label: string; startUrl: string };
  resetBy: 'mail' | 'admin';
}

/** What the way through the single sign-on can come to. */
const problems: Record<string, TextKey> = {
  oidc_unavailable: 'oidcUnavailable',
  oidc_failed: 'oidcFailed',
  oidc_unknown: 'oidcUnknown',
};

export function SignInPage() {
  const t = useText();
  const navigate = useNavigate();
  const { back, problem: told } = useSearch({ from: '/sign-in' });
  const { data } = useQuery({
    queryKey: ['sign-in'],
    queryFn: ({ signal }) => get<SignIn>('/sign-in', {}, signal),
  });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState(() => {
    const key = told === undefined ? undefined : problems[told];
    return key && t(key);
  });
  const [isForgotten, setForgotten] = useState(false);

  const enter = async (how: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await how();
      // Only to a page of ours.
      await navigate({ to: back?.startsWith('/') && !back.startsWith('//') ? back : '/' });
    } catch (error) {
      setProblem(isProblem(error) ? error.message : t('brokenPage'));
    } finally {
      setBusy(false);
    }
  };
  const askForReset = async () => {
    try {
      await post('/password-resets', { email });
      setForgotten(false);
      say(t('resetSent'));
    } catch (error) {
      sayProblem(error);
    }
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isForgotten) void askForReset();
    else void enter(() => signIn(email, password));
  };

  return (
    <main className={css('page')}>
      <div className={css('card')}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <h1>{t('signInTo', { name: data?.workspace.name ?? 'Careline' })}</h1>
        {data?.demo && (
          <section className={css('demo')} aria-label={t('demo')}>
            <p>{t('demoWords')}</p>
            <div>
              {(['agent', 'supervisor', 'admin'] as const).map((role) => (
                <Button
                  key={role}
                  look={role === 'agent' ? 'primary' : 'plain'}
                  isDisabled={isBusy}
                  onPress={() => void enter(() => enterDemo(role))}
                >
                  {t(`enterAs_${role}`)}
                </Button>
              ))}
            </div>
          </section>
        )}
        <form onSubmit={submit} noValidate>
          <TextField
            label={t('email')}
            type="email"
            value={email}
            onChange={setEmail}
            autoComplete="username"
            isRequired
            autoFocus={data?.demo === false}
          />
          {!isForgotten && (
            <TextField
              label={t('password')}
              type="password"
              value={password}
              onChange={setPassword}
              autoComplete="current-password"
              isRequired
            />
          )}
          {problem && (
            <p className={css('problem')} role="alert">
              <Icon name="warning" size={15} /> {problem}
            </p>
          )}
          <Button
            type="submit"
            look={data?.demo ? 'plain' : 'primary'}
            isDisabled={isBusy || email === '' || (!isForgotten && password === '')}
          >
            {t(isForgotten ? 'sendResetLink' : 'signIn')}
          </Button>
          {data?.resetBy === 'mail' ? (
            <button
              type="button"
              className={css('link')}
              onClick={() => {
                setForgotten(!isForgotten);
                setProblem(undefined);
              }}
            >
              {t(isForgotten ? 'backToSignIn' : 'forgotPassword')}
            </button>
          ) : (
            <p className={css('hint')}>{t('askAdminForReset')}</p>
          )}
        </form>
        {data?.oidc && (
          <a className={css('oidc')} href={data.oidc.startUrl}>
            {t('signInWith', { name: data.oidc.label })}
          </a>
        )}
      </div>
    </main>
  );
}
