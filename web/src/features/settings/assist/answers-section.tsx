import { useQuery } from '@tanstack/react-query';
import { Chip } from '../../../components/chip.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { accountsQuery } from '../../../lib/desk.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { ConfirmDelete } from '../confirm.tsx';
import { RowTools } from '../row-tools.tsx';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { useOpened } from '../use-opened.ts';
import { useRemove } from '../use-remove.ts';
import { AnswerPolicyDialog } from './policy-dialog.tsx';
import { answerPoliciesQuery, type AnswerPolicy } from './policy-queries.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** When the assistant may answer by itself. */
export function AnswersSection() {
  const t = useText();
  const locale = useLocale();
  const policies = useQuery(answerPoliciesQuery);
  const accounts = useQuery(accountsQuery).data ?? [];
  const remove = useRemove('/answer-policies', answerPoliciesQuery.queryKey);
  const opened = useOpened(policies.data);
  const { edited, deleted } = opened;
  const nameOf = ({ accountId, topic }: AnswerPolicy) =>
    `${accounts.find(({ id }) => id === accountId)?.name ?? t('account')}, ${topic.replaceAll('_', ' ')}`;
  return (
    <Section
      title={t('automaticAnswers')}
      intro={t('automaticAnswersIntro')}
      action={<NewButton label={t('newAnswerPolicy')} onPress={opened.create} />}
    >
      <Listed
        query={policies}
        icon="bolt"
        empty={t('noAnswerPolicies')}
        hint={t('noAnswerPoliciesHint')}
      >
        {(rows) => (
          <Table
            label={t('automaticAnswers')}
            heads={[t('whatFor'), t('answerMode'), t('answerHours'), t('howSure'), '']}
          >
            {rows.map((policy) => (
              <tr key={policy.id}>
                <td>
                  <b className={css('strong')}>{nameOf(policy)}</b>{' '}
                  {!policy.enabled && <Chip>{t('switchedOff')}</Chip>}
                </td>
                <td>
                  {t(`answerMode_${policy.mode}`)}
                  {policy.mode === 'send' && ` (${t('atMost', { most: policy.mostAnswers })})`}
                </td>
                <td>{t(`answerHours_${policy.hours}`)}</td>
                <td className="num">
                  {policy.minConfidence.toLocaleString(locale, { style: 'percent' })}
                </td>
                <td className={css('end')}>
                  <RowTools
                    name={nameOf(policy)}
                    onEdit={() => {
                      opened.edit(policy.id);
                    }}
                    onDelete={() => {
                      opened.remove(policy.id);
                    }}
                  />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      {opened.isNew && <AnswerPolicyDialog accounts={accounts} onClose={opened.close} />}
      {edited && (
        <AnswerPolicyDialog
          key={edited.version}
          accounts={accounts}
          policy={edited}
          onClose={opened.close}
        />
      )}
      {deleted && (
        <ConfirmDelete
          name={nameOf(deleted)}
          words={t('deleteAnswerPolicyWords')}
          onConfirm={() => {
            remove(deleted.id);
          }}
          onClose={opened.close}
        />
      )}
    </Section>
  );
}
