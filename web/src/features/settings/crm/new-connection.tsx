import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Select, TextField } from '../../../components/field.tsx';
import { post } from '../../../lib/api.ts';
import { useText } from '../../../lib/text.ts';
import type { CrmConnection } from '../../../lib/types.ts';
import { Editor } from '../editor.tsx';
import { useSave } from '../use-save.ts';
import { Credentials, given } from './credentials.tsx';
import { connectionsQuery, kindNames, kindsQuery } from './crm-queries.ts';

/** It is connected once it answers; what it says otherwise stands beside the field. */
export function NewConnection({ onClose }: { onClose: () => void }) {
  const t = useText();
  const kinds = useQuery(kindsQuery).data?.data ?? [];
  const [chosen, setKind] = useState('');
  const [name, setName] = useState('');
  const [baseUrl, setBaseUrl] = useState('');
  const [credentials, setCredentials] = useState<Record<string, string>>({});
  const kind = kinds.find((it) => it.kind === chosen) ?? kinds[0];
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      post<CrmConnection>('/crm-connections', {
        ...{ kind: kind?.kind, name: name.trim(), credentials: given(credentials) },
        ...(baseUrl.trim() !== '' && { baseUrl: baseUrl.trim() }),
      }),
    refreshes: [connectionsQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={t('connectCrm')}
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      saveLabel={isPending ? t('asking') : t('connect')}
      isReady={name.trim() !== '' && kind !== undefined}
      state={{ isPending, problem }}
    >
      <Select
        label={t('kindOfCrm')}
        value={kind?.kind ?? ''}
        choices={kinds.map((it) => ({ id: it.kind, label: kindNames[it.kind] }))}
        onChange={(id) => {
          setKind(id);
          setCredentials({});
        }}
        error={errorOf('kind')}
      />
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        error={errorOf('name')}
        isRequired
        autoFocus
      />
      <TextField
        label={t('crmAddress')}
        type="url"
        value={baseUrl}
        onChange={setBaseUrl}
        help={kind?.needsBaseUrl ? undefined : t('crmAddressHelp')}
        isRequired={kind?.needsBaseUrl === true}
        error={errorOf('baseUrl')}
      />
      {kind && (
        <Credentials
          kind={kind.kind}
          required={kind.required}
          values={credentials}
          onChange={setCredentials}
          errorOf={errorOf}
        />
      )}
    </Editor>
  );
}
