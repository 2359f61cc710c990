import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SlaConfiguration } from '../../../../../domain/sla.ts';
import { Button } from '../../../components/button.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { span } from '../../../lib/time.ts';
import { policiesQuery, type Policy } from '../policy-queries.ts';
import { Listed, Section, Table } from '../section.tsx';
import { PolicyDialog } from './policy-dialog.tsx';
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
  const [open, setOpen] = useState<string>();
  const shown = policies.data?.find(({ id }) => id === open);
  const close = () => {
    setOpen(undefined);
  };
  return (
    <Section
      title={t('slaPolicies')}
      intro={t('slaIntro')}
      action={
        <Button
          look="primary"
          icon="plus"
          onPress={() => {
            setOpen('new');
          }}
        >
          {t('newPolicy')}
        </Button>
      }
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
                      setOpen(id);
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
      {open === 'new' && <PolicyDialog config={fresh} onClose={close} />}
      {shown && (
        <PolicyDialog
          key={shown.version}
          policy={shown satisfies Policy}
          config={shown.config}
          onClose={close}
        />
      )}
    </Section>
  );
}
