import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { isProblem, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import type { Priority } from '../../../lib/types.ts';
import { Table } from '../section.tsx';
import type { Skill } from '../skills-editor.tsx';
import type { RuleDraft } from './routing-queries.ts';
import { useRuleWords } from './rule-words.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);
const days = 7;

interface Routed {
  teamId?: string;
  skills: Skill[];
  priority: Priority;
  slaPolicyId?: string;
}

interface DryRun {
  conversations: number;
  isPartial: boolean;
  rules: { id?: string; name: string; takes: number }[];
  byDefault: number;
  changed: number;
  samples: { conversationId: string; rule?: string; before: Routed; after: Routed }[];
}

/** What rules would have done to the last days' conversations; nothing is changed by it. */
export const useDryRun = () =>
  useMutation({
    mutationFn: (rules: readonly RuleDraft[] | undefined) =>
      post<DryRun>('/routing-rules/dry-run', { days, ...(rules ? { rules } : {}) }),
  });

export function DryRunResult({
  run: { data, error },
}: {
  run: { data: DryRun | undefined; error: Error | null };
}) {
  const t = useText();
  const locale = useLocale();
  const words = useRuleWords();
  if (error)
    return (
      <p className={css('problem')} role="alert">
        {isProblem(error) ? error.message : t('brokenPage')}
      </p>
    );
  if (!data) return null;
  const number = (value: number) => value.toLocaleString(locale);
  return (
    <div className={css('form')} aria-live="polite">
      <p>
        <b className={css('strong')}>{t('dryRunChanged', { count: data.changed })}</b>{' '}
        {t('dryRunLooked', { count: data.conversations, days })}{' '}
        {data.isPartial && t('dryRunPartial')}
      </p>
      <Table label={t('takenByRule')} heads={[t('rule'), t('conversations')]}>
        {data.rules.map(({ id, name, takes }, index) => (
          <tr key={id ?? `new-${String(index)}`}>
            <td>{name}</td>
            <td className="num">{number(takes)}</td>
          </tr>
        ))}
        <tr>
          <td className="faint">{t('noRuleFits')}</td>
          <td className="num">{number(data.byDefault)}</td>
        </tr>
      </Table>
      {data.samples.length > 0 && (
        <Table label={t('samples')} heads={[t('conversation'), t('wentTo'), t('wouldGo')]}>
          {data.samples.map(({ conversationId, before, after, rule }) => (
            <tr key={conversationId}>
              <td>
                <Link
                  to="/inbox/$view/$conversationId"
                  params={{ view: 'all', conversationId }}
                  target="_blank"
                >
                  {conversationId.slice(-8)}
                </Link>
              </td>
              <td>{words.then(before)}</td>
              <td>
                {words.then(after)}
                {rule && <small className={css('below')}>{t('byRule', { name: rule })}</small>}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}
