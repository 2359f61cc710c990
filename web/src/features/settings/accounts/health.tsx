import { Chip } from '../../../components/chip.tsx';
import { Icon } from '../../../components/icon.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { moment, useNow } from '../../../lib/time.ts';
import type { Account } from '../../../lib/types.ts';
import type { AccountCheck } from './account-queries.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** How an account stands, in one word. */
export function HealthChip({ account }: { account: Account }) {
  const t = useText();
  const { status, health } = account;
  if (status === 'paused') return <Chip icon="pause">{t('accountPaused')}</Chip>;
  if (status === 'needs_attention')
    return (
      <Chip tone="bad" icon="warning">
        {t('needsAttention')}
      </Chip>
    );
  if (health?.isWorking === undefined) return <Chip icon="clock">{t('notAskedYet')}</Chip>;
  if (!health.isWorking)
    return (
      <Chip tone="warn" icon="warning">
        {t('hasProblems')}
      </Chip>
    );
  return (
    <Chip tone="ok" icon="check">
      {t('healthy')}
    </Chip>
  );
}

/** Why nothing goes out just now. */
export function PaceWords({ account: { pace } }: { account: Account }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(10_000);
  if (!pace || Date.parse(pace.until) <= now) return <span className="faint">{t('paceFree')}</span>;
  return (
    <Chip tone="warn" icon="clock">
      {t(pace.because === 'allowance' ? 'paceAllowance' : 'paceCircuit', {
        at: moment(pace.until, locale, now),
      })}
    </Chip>
  );
}

type Facts = Pick<AccountCheck, 'isSubscribed' | 'tokenExpiresAt' | 'problems'> & {
  isWorking?: boolean | undefined;
  name?: string | undefined;
  checkedAt?: string | undefined;
};

/** What the platform said when it was last asked, point by point. */
export function Findings({ facts, isPolled }: { facts: Facts; isPolled: boolean }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const { isWorking, isSubscribed, tokenExpiresAt, problems, name, checkedAt } = facts;
  return (
    <ul className={css('findings')}>
      {isWorking && <Point tone="ok">{name ? t('tokenOf', { name }) : t('tokenWorks')}</Point>}
      {isPolled && <Point tone="ok">{t('eventsAsked')}</Point>}
      {isSubscribed === true && <Point tone="ok">{t('eventsCome')}</Point>}
      {problems.map(({ code, message }) => (
        <Point key={code + message} tone="bad">
          {message}
        </Point>
      ))}
      {tokenExpiresAt && (
        <Point tone={Date.parse(tokenExpiresAt) - now < 7 * 86_400_000 ? 'warn' : 'ok'}>
          {t('tokenUntil', { at: moment(tokenExpiresAt, locale, now) })}
        </Point>
      )}
      {checkedAt && (
        <li className="faint">{t('askedAt', { at: moment(checkedAt, locale, now) })}</li>
      )}
    </ul>
  );
}

function Point({ tone, children }: { tone: 'ok' | 'warn' | 'bad'; children: string }) {
  return (
    <li className={css(tone)}>
      <Icon name={tone === 'ok' ? 'check' : 'warning'} size={15} />
      <span>{children}</span>
    </li>
  );
}
