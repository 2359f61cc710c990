/** What the assistant did in a span, what people made of it, and what it cost. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { Select } from '../../components/field.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { ShowsNav } from '../wallboard/shows-nav.tsx';
import { Acceptance } from './acceptance.tsx';
import { Calls } from './calls.tsx';
import { Fallbacks } from './fallbacks.tsx';
import { assistReportQuery } from './report-query.ts';
import { assistReportSearchFrom, spans, type SpanName } from './search.ts';
import { Spending } from './spending.tsx';
import { AssistTiles } from './assist-tiles.tsx';
import page from '../wallboard/wallboard.module.css';
import styles from './assist-report.module.css';

const cssOfPage = classesOf(page);
const css = classesOf(styles);

export function AssistReportPage() {
  const t = useText();
  const may = useMay();
  const { span = 'week' } = useSearch({ from: '/desk/wallboard/assistant' });
  if (!may('reports.read')) {
    return (
      <main className={cssOfPage('page')}>
        <Empty icon="lock" title={t('notForYou')} />
      </main>
    );
  }
  return (
    <main className={cssOfPage('page')}>
      <header className={cssOfPage('head')}>
        <h1>{t('assistant')}</h1>
        <ShowsNav search={{}} />
        <span className="grow" />
        <SpanChoice span={span} />
      </header>
      <div className={cssOfPage('body')}>
        <Report span={span} />
      </div>
    </main>
  );
}

function SpanChoice({ span }: { span: SpanName }) {
  const t = useText();
  const navigate = useNavigate();
  return (
    <div className={cssOfPage('pick')}>
      <Select
        label={t('span')}
        isLabelHidden
        value={span}
        choices={spans.map((id) => ({ id, label: t(`span_${id}`) }))}
        onChange={(id) => {
          const search = assistReportSearchFrom({ span: id });
          void navigate({ to: '/wallboard/assistant', search, replace: true });
        }}
      />
    </div>
  );
}

function Report({ span }: { span: SpanName }) {
  const t = useText();
  const { data, error, refetch } = useQuery(assistReportQuery(span));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton rows={4} height={72} />;
  if (data.suggestions.rounds === 0 && data.calls.length === 0) {
    return (
      <Empty icon="bolt" title={t('assistDidNothing')}>
        {t('assistDidNothingWords')}
      </Empty>
    );
  }
  return (
    <div className={css('report')}>
      <p className="muted">
        {data.model === undefined
          ? t('assistWithoutModel')
          : t('assistWithModel', { model: data.model })}
      </p>
      <AssistTiles suggestions={data.suggestions} />
      <div className={css('columns')}>
        <Acceptance report={data} />
        <div className={css('column')}>
          <Spending today={data.today} />
          <Fallbacks suggestions={data.suggestions} />
        </div>
      </div>
      <Calls report={data} />
    </div>
  );
}
