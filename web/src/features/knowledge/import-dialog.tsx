import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Switch, TextField } from '../../components/field.tsx';
import { say } from '../../components/toasts.tsx';
import { isProblem, post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { ImportedFile, PageRead } from '../../lib/types.ts';
import { chooseFiles, inBatches, type TextFile } from './import-files.ts';
import { knowledgeKey, pageQuery } from './knowledge-queries.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/** Articles from elsewhere: shown before they are kept. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t('importArticles')} onClose={onClose}>
      <FromFiles onClose={onClose} />
      <FromPage onClose={onClose} />
    </Dialog>
  );
}

function FromFiles({ onClose }: { onClose: () => void }) {
  const t = useText();
  const queries = useQueryClient();
  const [files, setFiles] = useState<TextFile[]>([]);
  const [publish, setPublish] = useState(false);
  const send = async (of: readonly TextFile[], wishes: { preview: boolean; publish: boolean }) => {
    const results: ImportedFile[] = [];
    for (const some of inBatches(of)) {
      const body = { files: some, ...wishes };
      results.push(...(await post<{ data: ImportedFile[] }>('/knowledge/import', body)).data);
    }
    return results;
  };
  const preview = useMutation({
    mutationFn: (of: readonly TextFile[]) => send(of, { preview: true, publish: false }),
  });
  const keep = useMutation({
    mutationFn: () => send(files, { preview: false, publish }),
    async onSuccess(results) {
      await queries.invalidateQueries({ queryKey: knowledgeKey });
      const count = results.filter(({ outcome }) => /^c/.test(outcome)).length;
      say(t('importedCount', { count }));
      onClose();
    },
  });
  const choose = async (isFolder: boolean) => {
    const chosen = await chooseFiles(isFolder);
    setFiles(chosen);
    if (chosen.length > 0) preview.mutate(chosen);
  };
  const error = preview.error ?? keep.error;
  const usable = preview.data?.filter(({ outcome }) => outcome !== 'refused').length ?? 0;
  return (
    <section className={css('import')}>
      <h3>{t('fromFiles')}</h3>
      <p className="muted">{t('fromFilesWords')}</p>
      <p className={css('buttons')}>
        <Button icon="file" onPress={() => void choose(false)}>
          {t('chooseFiles')}
        </Button>
        <Button icon="attach" onPress={() => void choose(true)}>
          {t('chooseFolder')}
        </Button>
      </p>
      <div role="status">{preview.data && <Outcomes files={preview.data} />}</div>
      {error && (
        <p className={css('problem')} role="alert">
          {isProblem(error) ? error.message : t('brokenPage')}
        </p>
      )}
      {usable > 0 && (
        <>
          <Switch label={t('publishAtOnce')} isOn={publish} onChange={setPublish} />
          <p className={css('buttons')}>
            <Button
              look="primary"
              isDisabled={keep.isPending || preview.isPending}
              onPress={() => {
                keep.mutate();
              }}
            >
              {t('importCount', { count: usable })}
            </Button>
          </p>
        </>
      )}
    </section>
  );
}

const tones = { created: 'ok', changed: 'accent', unchanged: 'mute', refused: 'bad' } as const;

function Outcomes({ files }: { files: readonly ImportedFile[] }) {
  const t = useText();
  return (
    <ul className={css('outcomes')}>
      {files.map(({ path, outcome, title, language, why }) => (
        <li key={path}>
          <Chip tone={tones[outcome]}>{t(`import_${outcome}`)}</Chip>
          <bdi className="ellipsis grow" title={path}>
            {title ?? path}
          </bdi>
          {language !== undefined && <Chip tone="line">{language.toUpperCase()}</Chip>}
          {why !== undefined && <small className={css('problem')}>{why}</small>}
        </li>
      ))}
    </ul>
  );
}

function FromPage({ onClose }: { onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [url, setUrl] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => post<PageRead>('/knowledge/import/page', { url: url.trim() }),
    onSuccess(page) {
      if (page.isCut) say(t('pageWasCut'));
      queries.setQueryData(pageQuery(page.url).queryKey, page);
      onClose();
      void navigate({ to: '/knowledge', search: { article: 'new', page: page.url } });
    },
  });
  const refusal = isProblem(error)
    ? (error.errors[0]?.message ?? error.message)
    : error
      ? t('brokenPage')
      : undefined;
  return (
    <form
      className={css('import')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (url.trim() !== '' && !isPending) mutate();
      }}
    >
      <h3>{t('fromWebPage')}</h3>
      <TextField
        label={t('pageAddress')}
        type="url"
        value={url}
        onChange={setUrl}
        placeholder="https://"
        help={t('fromWebPageWords')}
        error={refusal}
      />
      <p className={css('buttons')}>
        <Button type="submit" isDisabled={url.trim() === '' || isPending}>
          {t(isPending ? 'loading' : 'readPage')}
        </Button>
      </p>
    </form>
  );
}
