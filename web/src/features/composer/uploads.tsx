import { useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import { sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { sizeOf } from '../conversation/attachments.tsx';
import type { ChangeDraft } from './draft.ts';
import type { UploadedFile } from './draft-store.ts';
import styles from './composer.module.css';

const css = classesOf(styles);

export interface PendingFile {
  id: string;
  name: string;
}

/** Files go up as they are chosen; the reply names them. */
export function useUploads(change: ChangeDraft) {
  const [pending, setPending] = useState<readonly PendingFile[]>([]);
  const add = (list: FileList) => {
    for (const file of list) {
      const id = crypto.randomUUID();
      setPending((before) => [...before, { id, name: file.name }]);
      post<UploadedFile>(`/files?name=${encodeURIComponent(file.name.slice(0, 200))}`, undefined, {
        file,
      })
        .then((uploaded) => {
          change(({ files }) => ({ files: [...files, uploaded] }));
        }, sayProblem)
        .finally(() => {
          setPending((before) => before.filter((it) => it.id !== id));
        });
    }
  };
  return {
    pending,
    isBusy: pending.length > 0,
    add,
    remove: (fileId: string) => {
      change(({ files }) => ({ files: files.filter((it) => it.fileId !== fileId) }));
    },
    choose: () => {
      const input = document.createElement('input');
      input.type = 'file';
      input.multiple = true;
      input.onchange = () => {
        if (input.files) add(input.files);
      };
      input.click();
    },
  };
}

export function Uploads({
  files,
  pending,
  onRemove,
}: {
  files: readonly UploadedFile[];
  pending: readonly PendingFile[];
  onRemove: (fileId: string) => void;
}) {
  const t = useText();
  const locale = useLocale();
  if (files.length === 0 && pending.length === 0) return null;
  return (
    <ul className={css('files')}>
      {files.map(({ fileId, name, kind, size, mimeType = '' }) => (
        <li key={fileId}>
          {mimeType.startsWith('image/') ? (
            <img src={`/api/v1/files/${fileId}?inline=1`} alt="" />
          ) : (
            <Icon name="file" size={16} />
          )}
          <span className="ellipsis">{name ?? t(`kind_${kind}`)}</span>
          {size !== undefined && <small>{sizeOf(size, locale)}</small>}
          <button
            type="button"
            aria-label={t('removeFile', { name: name ?? '' })}
            onClick={() => {
              onRemove(fileId);
            }}
          >
            <Icon name="close" size={13} />
          </button>
        </li>
      ))}
      {pending.map(({ id, name }) => (
        <li key={id} aria-busy="true">
          <Icon name="clock" size={16} />
          <span className="ellipsis">{name}</span>
          <small>{t('uploading')}</small>
        </li>
      ))}
    </ul>
  );
}
