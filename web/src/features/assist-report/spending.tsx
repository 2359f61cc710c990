import { useId } from 'react';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { AssistReport } from '../../lib/types.ts';
import { costText } from './cost.ts';
import styles from './assist-report.module.css';

const css = classesOf(styles);

/** What of today's money and tokens is spent. */
export function Spending({ today }: { today: AssistReport['today'] }) {
  const t = useText();
  const locale = useLocale();
  const id = useId();
  const { tokens, tokensAllowed, cost, costAllowed } = today;
  const count = (value: number) => value.toLocaleString(locale);
  return (
    <section className={css('card')} aria-labelledby={id}>
      <h2 id={id}>{t('spentToday')}</h2>
      <dl className={css('budget')}>
        <dt>{t('modelTokens')}</dt>
        <dd>
          <Spent of={tokens} allowed={tokensAllowed} />
          {t('spentOf', { spent: count(tokens), allowed: count(tokensAllowed) })}
        </dd>
        <dt>{t('cost')}</dt>
        <dd>
          {costAllowed !== undefined && <Spent of={cost} allowed={costAllowed} />}
          {costAllowed === undefined
            ? costText(cost, locale)
            : t('spentOf', {
                spent: costText(cost, locale),
                allowed: costText(costAllowed, locale),
              })}
        </dd>
      </dl>
      <p className="faint">{t('spentTodayHelp')}</p>
    </section>
  );
}

/** For the eye: the words beside it say the same. */
function Spent({ of, allowed }: { of: number; allowed: number }) {
  const share = allowed > 0 ? Math.min(1, of / allowed) : 1;
  return (
    <span className={css('bar', share >= 0.9 && 'nearly')} aria-hidden="true">
      <i style={{ inlineSize: `${String(share * 100)}%` }} />
    </span>
  );
}
