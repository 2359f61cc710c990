import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CrmCheckJson } from '../../../../../api/schemas/crm.ts';
import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { say, sayProblem } from '../../../components/toasts.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import type { CrmConnection } from '../../../lib/types.ts';
import { CopyField } from '../copy-field.tsx';
import { Editor } from '../editor.tsx';
import { useSave } from '../use-save.ts';
import { Credentials, given } from './credentials.tsx';
import { connectionsQuery, kindsQuery } from './crm-queries.ts';
import { fieldsIn, linesOf } from './field-names.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** One CRM: whether it works, how it is reached, and what its fields are called. */
export function ConnectionDialog({
  connection,
  onClose,
}: {
  connection: CrmConnection;
  onClose: () => void;
}) {
  const t = useText();
  const kind = useQuery(kindsQuery).data?.data.find((it) => it.kind === connection.kind);
  const [name, setName] = useState(connection.name);
  const [baseUrl, setBaseUrl] = useState(connection.baseUrl ?? '');
  const [credentials, setCredentials] = useState<Record<string, string>>({});
  const [fields, setFields] = useState(linesOf(connection.fields));
  const replaced = given(credentials);
  const { save, isPending, errorOf, problem } = useSave({
    run: (isOn: boolean | undefined) =>
      ask<CrmConnection>('PATCH', `/crm-connections/${connection.id}`, {
        version: connection.version,
        body:
          isOn === undefined
            ? {
                ...{ name: name.trim(), fields: fieldsIn(fields) },
                ...(baseUrl.trim() !== (connection.baseUrl ?? '') && {
                  baseUrl: baseUrl.trim() || null,
                }),
                ...(Object.keys(replaced).length > 0 && { credentials: replaced }),
              }
            : { isOn },
      }),
    refreshes: [connectionsQuery.queryKey],
    said: t('saved'),
  });
  return (
    <Editor
      title={connection.name}
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={name.trim() !== ''}
      state={{ isPending, problem }}
    >
      <Look
        connection={connection}
        onSwitch={() => {
          save(connection.status === 'paused');
        }}
      />
      <TextField label={t('name')} value={name} onChange={setName} error={errorOf('name')} />
      {kind && (
        <>
          <TextField
            label={t('crmAddress')}
            type="url"
            value={baseUrl}
            onChange={setBaseUrl}
            help={kind.needsBaseUrl ? undefined : t('crmAddressHelp')}
            error={errorOf('baseUrl')}
          />
          <Credentials
            kind={kind.kind}
            required={kind.required}
            kept={connection.credentialNames}
            values={credentials}
            onChange={setCredentials}
            errorOf={errorOf}
          />
          <TextField
            label={t('fieldNames')}
            value={fields}
            onChange={setFields}
            help={t('fieldNamesHelp')}
            error={errorOf('fields')}
            isMultiline
            rows={3}
          />
          <CopyField
            label={t('webhookAddress')}
            value={connection.webhookUrl}
            help={t('crmWebhookHelp')}
          />
        </>
      )}
    </Editor>
  );
}

function Look({ connection, onSwitch }: { connection: CrmConnection; onSwitch: () => void }) {
  const t = useText();
  const queries = useQueryClient();
  const check = useMutation({
    mutationFn: () => post<CrmCheckJson>(`/crm-connections/${connection.id}/check`),
    onSuccess: ({ isWorking, problem }) => {
      if (isWorking) say(t('crmIsWell'));
      else say(problem ?? t('crmNeedsAttention'), 'bad');
    },
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  return (
    <div className={css('buttons')}>
      <Button
        icon="refresh"
        isDisabled={check.isPending}
        onPress={() => {
          check.mutate();
        }}
      >
        {t('checkNow')}
      </Button>
      <Button onPress={onSwitch}>
        {t(connection.status === 'paused' ? 'switchOn' : 'switchOff')}
      </Button>
    </div>
  );
}
