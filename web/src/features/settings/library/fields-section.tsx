import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldTypes, type FieldType } from '../../../../../domain/customer-fields.ts';
import { Select, TextField } from '../../../components/field.tsx';
import { sayProblem } from '../../../components/toasts.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import { fieldsQuery, type CustomField } from '../../customer/customer-queries.ts';
import { ConfirmDelete } from '../confirm.tsx';
import { Editor } from '../editor.tsx';
import { MoveTools, RowTools } from '../row-tools.tsx';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { useOpened } from '../use-opened.ts';
import { useRemove } from '../use-remove.ts';
import { useSave } from '../use-save.ts';
import { WordsField } from '../words-field.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** What the desk keeps of its customers besides. */
export function FieldsSection() {
  const t = useText();
  const queries = useQueryClient();
  const fields = useQuery({ ...fieldsQuery, select: ({ data }) => data });
  const remove = useRemove('/customer-fields', fieldsQuery.queryKey);
  const opened = useOpened(fields.data);
  const { edited, deleted } = opened;
  const order = useMutation({
    async mutationFn(all: readonly CustomField[]) {
      for (const [index, { id, position, version }] of all.entries()) {
        const body = { position: (index + 1) * 10 };
        if (position === body.position) continue;
        await ask('PATCH', `/customer-fields/${id}`, { body, version });
      }
    },
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: fieldsQuery.queryKey }),
  });
  const move = (all: readonly CustomField[], at: number, by: 1 | -1) => {
    const field = all[at];
    if (field) order.mutate(all.toSpliced(at, 1).toSpliced(at + by, 0, field));
  };
  return (
    <Section
      title={t('customerFields')}
      intro={t('fieldsIntro')}
      action={<NewButton label={t('newField')} onPress={opened.create} />}
    >
      <Listed query={fields} icon="person" empty={t('noFields')} hint={t('noFieldsHint')}>
        {(rows) => (
          <Table label={t('customerFields')} heads={[t('label'), t('key'), t('kindOfField'), '']}>
            {rows.map(({ id, key, label, type, choices }, at) => (
              <tr key={id}>
                <td>
                  <b className={css('strong')}>{label}</b>
                </td>
                <td className="faint">{key}</td>
                <td>
                  {t(`field_${type}`)}
                  {choices && <small className={css('below')}>{choices.join(', ')}</small>}
                </td>
                <td className={css('end')}>
                  <MoveTools
                    name={label}
                    at={at}
                    count={rows.length}
                    isDisabled={order.isPending}
                    onMove={(by) => {
                      move(rows, at, by);
                    }}
                  />
                  <RowTools
                    name={label}
                    onEdit={() => {
                      opened.edit(id);
                    }}
                    onDelete={() => {
                      opened.remove(id);
                    }}
                  />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      {opened.isNew && (
        <FieldDialog position={((fields.data?.length ?? 0) + 1) * 10} onClose={opened.close} />
      )}
      {edited && (
        <FieldDialog
          key={edited.version}
          field={edited}
          position={edited.position}
          onClose={opened.close}
        />
      )}
      {deleted && (
        <ConfirmDelete
          name={deleted.label}
          words={t('deleteFieldWords')}
          onConfirm={() => {
            remove(deleted.id);
          }}
          onClose={opened.close}
        />
      )}
    </Section>
  );
}

function FieldDialog({
  field,
  position,
  onClose,
}: {
  field?: CustomField;
  position: number;
  onClose: () => void;
}) {
  const t = useText();
  const [label, setLabel] = useState(field?.label ?? '');
  const [key, setKey] = useState(field?.key ?? '');
  const [type, setType] = useState<FieldType>(field?.type ?? 'text');
  const [choices, setChoices] = useState<string[]>(field?.choices ?? []);
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const body = { label: label.trim(), ...(type === 'choice' ? { choices } : {}) };
      return field
        ? ask('PATCH', `/customer-fields/${field.id}`, { body, version: field.version })
        : post('/customer-fields', { ...body, key: key.trim(), type, position });
    },
    refreshes: [fieldsQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={field?.label ?? t('newField')}
      size="s"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={label.trim() !== '' && key !== '' && (type !== 'choice' || choices.length > 0)}
      state={{ isPending, problem }}
    >
      <TextField
        label={t('label')}
        value={label}
        onChange={(value) => {
          // Until somebody writes another, the key follows.
          if (!field && key === keyFrom(label)) setKey(keyFrom(value));
          setLabel(value);
        }}
        error={errorOf('label')}
        isRequired
        autoFocus
      />
      <TextField
        label={t('key')}
        value={key}
        onChange={setKey}
        help={t('keyHelp')}
        error={errorOf('key')}
        isReadOnly={field !== undefined}
      />
      {field ? (
        <p className="faint">{t('kindStays', { kind: t(`field_${type}`) })}</p>
      ) : (
        <Select
          label={t('kindOfField')}
          value={type}
          choices={fieldTypes.map((id) => ({ id, label: t(`field_${id}`) }))}
          onChange={(it) => {
            setType(it as FieldType);
          }}
          error={errorOf('type')}
        />
      )}
      {type === 'choice' && (
        <WordsField
          label={t('choices')}
          values={choices}
          onChange={setChoices}
          error={errorOf('choices')}
        />
      )}
    </Editor>
  );
}

/** "Customer number" → `customerNumber`. */
function keyFrom(label: string): string {
  const [first = '', ...rest] = label
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9 ]/g, '')
    .trim()
    .split(/\s+/);
  const key =
    first.toLowerCase() + rest.map((it) => it.charAt(0).toUpperCase() + it.slice(1)).join('');
  return key.replace(/^[^a-z]+/, '').slice(0, 40);
}
