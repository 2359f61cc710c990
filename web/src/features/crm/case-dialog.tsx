import { useState } from 'react';
import { Select, TextField } from '../../components/field.tsx';
import { post } from '../../lib/api.ts';
import { useText } from '../../lib/text.ts';
import type { CrmContact, CrmTask, Priority } from '../../lib/types.ts';
import { Editor } from '../settings/editor.tsx';
import { useSave } from '../settings/use-save.ts';

const priorities = ['low', 'medium', 'high', 'urgent'] as const;

/** A case for the CRM: written down at once, made as soon as the CRM is there. */
export function CaseDialog({
  conversationId,
  connections,
  onClose,
}: {
  conversationId: string;
  connections: readonly CrmContact['connection'][];
  onClose: () => void;
}) {
  const t = useText();
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [priority, setPriority] = useState<Priority>('medium');
  const [connectionId, setConnection] = useState(connections[0]?.id ?? '');
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      post<CrmTask>(`/conversations/${conversationId}/cases`, {
        ...{ title: title.trim(), description, priority, connectionId },
      }),
    refreshes: [['crm', conversationId]],
    said: t('caseAsked'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={t('newCase')}
      size="s"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      saveLabel={t('createCase')}
      isReady={title.trim() !== ''}
      state={{ isPending, problem }}
    >
      <TextField
        label={t('caseTitle')}
        value={title}
        onChange={setTitle}
        error={errorOf('title')}
        isRequired
        autoFocus
      />
      <TextField
        label={t('caseDescription')}
        value={description}
        onChange={setDescription}
        error={errorOf('description')}
        isMultiline
      />
      <Select
        label={t('priority')}
        value={priority}
        choices={priorities.map((id) => ({ id, label: t(`priority_${id}`) }))}
        onChange={(id) => {
          setPriority(id as Priority);
        }}
      />
      {connections.length > 1 && (
        <Select
          label={t('crm')}
          value={connectionId}
          choices={connections.map(({ id, name }) => ({ id, label: name }))}
          onChange={setConnection}
        />
      )}
    </Editor>
  );
}
