import { useQuery } from '@tanstack/react-query';
import type { SlaConfiguration } from '../../../../../domain/sla.ts';
import { Button } from '../../../components/button.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { span } from '../../../lib/time.ts';
import { policiesQuery } from '../policy-queries.ts';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
import { useOpened } from '../use-opened.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);
const minute = 60_000;

const fresh: SlaConfiguration = {
  firstResponseMinutes: 60,
  nextResponseMinutes: 120,
  resolutionHours: 24,
  businessHoursOnly: false,
};

/** What customers are promised, and when the clock runs. */
export function SlaSection() {
  const t = useText();
  const locale = useLocale();
  const policies = useQuery(policiesQuery);
  const opened = useOpened(policies.data);
  const { edited } = opened;
  return (
    <Section
      title={t('slaPolicies')}
      intro={t('slaIntro')}
      action={<NewButton label={t('newPolicy')} onPress={opened.create} />}
    >
      <Listed query={policies} icon="clock" empty={t('noPolicies')} hint={t('noPoliciesHint')}>
        {(rows) => (
          <Table
            label={t('slaPolicies')}
            heads={[
              t('name'),
              t('firstResponse'),
              t('nextResponse'),
              t('resolution'),
              t('clockRuns'),
              '',
            ]}
          >
            {rows.map(({ id, name, config }) => (
              <tr key={id}>
                <td>
                  <b className={css('strong')}>{name}</b>
                </td>
                <td className="num">{span(config.firstResponseMinutes * minute, locale)}</td>
                <td className="num">
                  {config.nextResponseMinutes === undefined
                    ? '–'
                    : span(config.nextResponseMinutes * minute, locale)}
                </td>
                <td className="num">{span(config.resolutionHours * 60 * minute, locale)}</td>
                <td>
                  {config.businessHoursOnly
                    ? t('inHoursOf', { zone: config.businessHours?.timezone ?? '' })
                    : t('aroundTheClock')}
                </td>
                <td className={css('end')}>
                  <Button
                    size="s"
                    aria-label={t('editThis', { what: name })}
                    onPress={() => {
                      opened.edit(id);
                    }}
                  >
                    {t('edit')}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      {opened.isNew && <PolicyDialog config={fresh} onClose={opened.close} />}
      {edited && (
        <PolicyDialog
          key={edited.version}
          policy={edited}
          config={edited.config}
          onClose={opened.close}
        />
      )}
    </Section>
  );
}
