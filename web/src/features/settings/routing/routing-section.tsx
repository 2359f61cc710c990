import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { sayProblem } from '../../../components/toasts.tsx';
import { ask, type Page } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { ConfirmDelete } from '../confirm.tsx';
import { Listed, NewButton, Section } from '../section.tsx';
import { DryRunDialog } from './dry-run-dialog.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { RuleRow } from './rule-row.tsx';
import { draftOf, emptyRule, rulesQuery, type Rule } from './routing-queries.ts';
import { useRemove } from '../use-remove.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

type Open = { is: 'new' | 'try' } | { is: 'edit' | 'delete'; rule: Rule };

/** Which team gets what: the first rule that fits decides. */
export function RoutingSection() {
  const t = useText();
  const queries = useQueryClient();
  const rules = useQuery(rulesQuery);
  const [open, setOpen] = useState<Open>();
  const [dragged, setDragged] = useState<string>();
  const close = () => {
    setOpen(undefined);
  };
  const order = useMutation({
    mutationFn: (all: readonly Rule[]) =>
      ask<Page<Rule>>('PUT', '/routing-rules/order', {
        body: { ruleIds: all.map(({ id }) => id) },
      }),
    onMutate: (all) => {
      queries.setQueryData(rulesQuery.queryKey, [...all]);
    },
    onSuccess: ({ data }) => {
      queries.setQueryData(rulesQuery.queryKey, data);
    },
    onError(error) {
      sayProblem(error);
      void queries.invalidateQueries({ queryKey: rulesQuery.queryKey });
    },
  });
  const remove = useRemove('/routing-rules', rulesQuery.queryKey);
  const move = (all: readonly Rule[], id: string, to: number) => {
    const rule = all.find((it) => it.id === id);
    if (!rule || to < 0 || to >= all.length) return;
    order.mutate(all.filter((it) => it.id !== id).toSpliced(to, 0, rule));
  };
  return (
    <Section
      title={t('routing')}
      intro={t('routingIntro')}
      action={
        <div className={css('buttons')}>
          <Button
            icon="eye"
            onPress={() => {
              setOpen({ is: 'try' });
            }}
          >
            {t('tryRules')}
          </Button>
          <NewButton
            label={t('newRule')}
            onPress={() => {
              setOpen({ is: 'new' });
            }}
          />
        </div>
      }
    >
      <Listed query={rules} icon="merge" empty={t('noRules')} hint={t('noRulesHint')}>
        {(all) => (
          <ol className={css('rules')} aria-label={t('routing')}>
            {all.map((rule, index) => (
              <RuleRow
                key={rule.id}
                {...{ rule, index }}
                count={all.length}
                isDragged={dragged === rule.id}
                onDrag={setDragged}
                onDropHere={() => {
                  if (dragged !== undefined) move(all, dragged, index);
                }}
                onMove={(by) => {
                  move(all, rule.id, index + by);
                }}
                onEdit={() => {
                  setOpen({ is: 'edit', rule });
                }}
                onDelete={() => {
                  setOpen({ is: 'delete', rule });
                }}
              />
            ))}
          </ol>
        )}
      </Listed>
      {open?.is === 'new' && (
        <RuleDialog rules={rules.data ?? []} initial={emptyRule} onClose={close} />
      )}
      {open?.is === 'edit' && (
        <RuleDialog rules={rules.data ?? []} initial={draftOf(open.rule)} onClose={close} />
      )}
      {open?.is === 'try' && <DryRunDialog onClose={close} />}
      {open?.is === 'delete' && (
        <ConfirmDelete
          name={open.rule.name}
          words={t('deleteRuleWords')}
          onConfirm={() => {
            remove(open.rule.id);
          }}
          onClose={close}
        />
      )}
    </Section>
  );
}
