import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { ColourField, firstColour } from '../../../components/colour-field.tsx';
import { TextField } from '../../../components/field.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { tagsQuery, type KnownTag } from '../../conversation/tag-dialog.tsx';
import { ConfirmDelete } from '../confirm.tsx';
import { Editor } from '../editor.tsx';
import { RowTools } from '../row-tools.tsx';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { useRemove } from '../use-remove.ts';
import { useSave } from '../use-save.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

type Open = { is: 'new'; name: string } | { is: 'edit' | 'delete'; tag: KnownTag & { id: string } };

/** The tags that the desk agreed on, and what is in use besides. */
export function TagsSection() {
  const t = useText();
  const locale = useLocale();
  const tags = useQuery({ ...tagsQuery, select: ({ data }) => data });
  const [open, setOpen] = useState<Open>();
  const remove = useRemove('/tags', tagsQuery.queryKey);
  const close = () => {
    setOpen(undefined);
  };
  return (
    <Section
      title={t('tags')}
      intro={t('tagsIntro')}
      action={
        <NewButton
          label={t('newTag')}
          onPress={() => {
            setOpen({ is: 'new', name: '' });
          }}
        />
      }
    >
      <Listed query={tags} icon="tag" empty={t('noTags')} hint={t('noTagsHint')}>
        {(rows) => (
          <Table label={t('tags')} heads={[t('name'), t('openConversations'), '']}>
            {rows.map((tag) => {
              const { id, name, colour, openConversations } = tag;
              return (
                <tr key={name}>
                  <td>
                    <span className={css('tag')}>
                      <i style={{ background: colour ?? 'var(--line-strong)' }} />
                      <bdi>{name}</bdi>
                      {id === undefined && <span className="faint">{t('onlyInUse')}</span>}
                    </span>
                  </td>
                  <td className="num">{openConversations.toLocaleString(locale)}</td>
                  <td className={css('end')}>
                    {id === undefined ? (
                      <Button
                        size="s"
                        onPress={() => {
                          setOpen({ is: 'new', name });
                        }}
                      >
                        {t('addToCatalogue')}
                      </Button>
                    ) : (
                      <RowTools
                        name={name}
                        onEdit={() => {
                          setOpen({ is: 'edit', tag: { ...tag, id } });
                        }}
                        onDelete={() => {
                          setOpen({ is: 'delete', tag: { ...tag, id } });
                        }}
                      />
                    )}
                  </td>
                </tr>
              );
            })}
          </Table>
        )}
      </Listed>
      {open?.is === 'new' && <TagDialog name={open.name} onClose={close} />}
      {open?.is === 'edit' && <TagDialog tag={open.tag} name={open.tag.name} onClose={close} />}
      {open?.is === 'delete' && (
        <ConfirmDelete
          name={open.tag.name}
          words={t('deleteTagWords')}
          onConfirm={() => {
            remove(open.tag.id);
          }}
          onClose={close}
        />
      )}
    </Section>
  );
}

function TagDialog({
  tag,
  name: initial,
  onClose,
}: {
  tag?: KnownTag & { id: string };
  name: string;
  onClose: () => void;
}) {
  const t = useText();
  const [name, setName] = useState(initial);
  const [colour, setColour] = useState<string>(tag?.colour ?? firstColour);
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const body = { name: name.trim(), colour };
      return tag
        ? ask('PATCH', `/tags/${tag.id}`, {
            body,
            ...(tag.version === undefined ? {} : { version: tag.version }),
          })
        : post('/tags', body);
    },
    refreshes: [tagsQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={tag?.name ?? t('newTag')}
      size="s"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={name.trim() !== ''}
      state={{ isPending, problem }}
    >
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        error={errorOf('name')}
        help={tag && t('tagRenameHelp')}
        isRequired
        autoFocus
      />
      <ColourField label={t('colour')} value={colour} onChange={setColour} />
    </Editor>
  );
}
