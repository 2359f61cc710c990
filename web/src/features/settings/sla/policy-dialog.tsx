import { useState } from 'react';
import type { SlaConfiguration } from '../../../../../domain/sla.ts';
import { TextField } from '../../../components/field.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { Editor } from '../editor.tsx';
import { policiesQuery, type Policy } from '../policy-queries.ts';
import { useSave } from '../use-save.ts';
import { ConfigurationEditor } from './configuration-editor.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** A policy and what it would mean now. */
export function PolicyDialog({
  policy,
  config: initial,
  onClose,
}: {
  policy?: Policy;
  config: SlaConfiguration;
  onClose: () => void;
}) {
  const t = useText();
  const [name, setName] = useState(policy?.name ?? '');
  const [config, setConfig] = useState(initial);
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      policy
        ? ask('PATCH', `/sla-policies/${policy.id}`, {
            body: { name: name.trim(), config },
            version: policy.version,
          })
        : post('/sla-policies', { name: name.trim(), config }),
    refreshes: [policiesQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={policy?.name ?? t('newPolicy')}
      size="l"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={name.trim() !== ''}
      state={{ isPending, problem }}
    >
      <div className={css('pairs')}>
        <TextField
          label={t('name')}
          value={name}
          onChange={setName}
          error={errorOf('name')}
          isRequired
          autoFocus={policy === undefined}
        />
      </div>
      <ConfigurationEditor
        config={config}
        onChange={setConfig}
        errorOf={(field) => errorOf(`config.${field}`)}
      />
      {policy && <p className="faint">{t('policyChangeHelp')}</p>}
    </Editor>
  );
}
