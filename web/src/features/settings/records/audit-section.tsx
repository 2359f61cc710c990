import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { LoadMore } from '../../../components/load-more.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { nameOf, useAgents } from '../../../lib/desk.ts';
import { pagesQuery, usePages } from '../../../lib/pages.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { moment, useNow } from '../../../lib/time.ts';
import { AgentPicker } from '../pickers.tsx';
import { Listed, Section, Table } from '../section.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface Entry {
  id: number;
  actor: { type: string; id?: string };
  action: string;
  target: string;
  data: Record<string, unknown>;
  at: string;
}

/** Who changed what outside conversations, and when. */
export function AuditSection() {
  const t = useText();
  const [actor, setActor] = useState('');
  const [action, setAction] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const asked = { actor, action: action.trim(), from: startOf(from), to: startOf(to, 1) };
  const { list, rows } = usePages({
    ...pagesQuery<Entry>(['audit', asked], '/audit', { limit: 50, ...asked }),
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const seen = [...new Set(rows?.map((it) => it.action))].sort();
  const isFiltered = actor !== '' || action !== '' || from !== '' || to !== '';
  return (
    <Section title={t('audit')} intro={t('auditIntro')}>
      <div className={css('filters')}>
        <AgentPicker label={t('who')} value={actor} onChange={setActor} none={t('anybody')} />
        <TextField
          label={t('action')}
          value={action}
          onChange={setAction}
          suggestions={seen}
          placeholder={t('any')}
        />
        <TextField label={t('from')} type="date" value={from} onChange={setFrom} />
        <TextField label={t('until')} type="date" value={to} onChange={setTo} />
        {isFiltered && (
          <Button
            look="quiet"
            onPress={() => {
              setActor('');
              setAction('');
              setFrom('');
              setTo('');
            }}
          >
            {t('clearFilters')}
          </Button>
        )}
      </div>
      <Listed query={{ ...list, data: rows }} icon="book" empty={t('nothingMatches')}>
        {(all) => (
          <Table label={t('audit')} heads={[t('when'), t('who'), t('action'), t('details')]}>
            {all.map((entry) => (
              <Row key={entry.id} entry={entry} />
            ))}
          </Table>
        )}
      </Listed>
      <LoadMore list={list} />
    </Section>
  );
}

function Row({ entry: { actor, action, target, data, at } }: { entry: Entry }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const agents = useAgents();
  const words = JSON.stringify(data, null, 2);
  return (
    <tr>
      <td className="num">{moment(at, locale, now)}</td>
      <td>{nameOf(agents, actor.id) ?? actor.id ?? actor.type}</td>
      <td>
        <code className={css('code')}>{action}</code>
        <small className={css('below')}>{nameOf(agents, target) ?? target}</small>
      </td>
      <td className={css('narrow')}>
        {Object.keys(data).length > 0 && (
          <details>
            <summary>{t('show')}</summary>
            <pre className={css('raw')} dir="ltr">
              {words}
            </pre>
          </details>
        )}
      </td>
    </tr>
  );
}

/** The first instant of a day here, or of the one `later` days after it. */
function startOf(day: string, later = 0): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return day === '' ? undefined : new Date(year, month - 1, date + later).toISOString();
}
