import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Chip } from '../../../components/chip.tsx';
import { TextField } from '../../../components/field.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { allOf } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import { cannedQuery, type CannedReply } from '../../composer/canned.ts';
import { ConfirmDelete } from '../confirm.tsx';
import { Editor } from '../editor.tsx';
import { TeamPicker } from '../pickers.tsx';
import { RowTools } from '../row-tools.tsx';
import { Listed, NewButton, Section, Table } from '../section.tsx';
import { useOpened } from '../use-opened.ts';
import { useRemove } from '../use-remove.ts';
import { useSave } from '../use-save.ts';
import { TeamCell } from '../team-cell.tsx';
import { TemplateField } from './template-field.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

const repliesQuery = queryOptions({
  queryKey: [...cannedQuery.queryKey, 'all'],
  queryFn: ({ signal }) => allOf<CannedReply>('/canned-replies', signal),
});

/** What agents say often, by a short word. */
export function CannedSection() {
  const t = useText();
  const replies = useQuery(repliesQuery);
  const remove = useRemove('/canned-replies', cannedQuery.queryKey);
  const opened = useOpened(replies.data);
  const { edited, deleted } = opened;
  return (
    <Section
      title={t('cannedRepliesTitle')}
      intro={t('cannedIntro')}
      action={<NewButton label={t('newReply')} onPress={opened.create} />}
    >
      <Listed query={replies} icon="reply" empty={t('noCanned')} hint={t('noCannedHint')}>
        {(rows) => (
          <Table
            label={t('cannedRepliesTitle')}
            heads={[t('shortcut'), t('title'), t('language'), t('team'), '']}
          >
            {rows
              .toSorted((a, b) => a.shortcut.localeCompare(b.shortcut))
              .map(({ id, shortcut, title, content, language, teamId }) => (
                <tr key={id}>
                  <td>
                    <Chip tone="line">/{shortcut}</Chip>
                  </td>
                  <td>
                    <b className={css('strong')}>{title}</b>
                    <small className={css('below', 'clip')} dir="auto">
                      {content}
                    </small>
                  </td>
                  <td>{language ?? <span className="faint">{t('any')}</span>}</td>
                  <TeamCell teamId={teamId} none={t('allTeams')} />
                  <td className={css('end')}>
                    <RowTools
                      name={title}
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
      {opened.isNew && <ReplyDialog onClose={opened.close} />}
      {edited && <ReplyDialog key={edited.version} reply={edited} onClose={opened.close} />}
      {deleted && (
        <ConfirmDelete
          name={deleted.title}
          words={t('deleteCannedWords')}
          onConfirm={() => {
            remove(deleted.id);
          }}
          onClose={opened.close}
        />
      )}
    </Section>
  );
}

function ReplyDialog({ reply, onClose }: { reply?: CannedReply; onClose: () => void }) {
  const t = useText();
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '');
  const [title, setTitle] = useState(reply?.title ?? '');
  const [content, setContent] = useState(reply?.content ?? '');
  const [language, setLanguage] = useState(reply?.language ?? '');
  const [teamId, setTeam] = useState(reply?.teamId ?? '');
  const { save, isPending, errorOf, problem } = useSave({
    run: () => {
      const body = {
        ...{ shortcut: shortcut.trim().replace(/^\//, ''), title, content },
        language: language.trim() || null,
        teamId: teamId || null,
      };
      return reply
        ? ask('PATCH', `/canned-replies/${reply.id}`, { body, version: reply.version })
        : post('/canned-replies', body);
    },
    refreshes: [cannedQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={reply?.title ?? t('newReply')}
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={shortcut.trim() !== '' && title.trim() !== '' && content.trim() !== ''}
      state={{ isPending, problem }}
    >
      <div className={css('pairs')}>
        <TextField
          label={t('shortcut')}
          value={shortcut}
          onChange={setShortcut}
          help={t('shortcutHelp')}
          error={errorOf('shortcut')}
          isRequired
          autoFocus={reply === undefined}
        />
        <TextField
          label={t('title')}
          value={title}
          onChange={setTitle}
          error={errorOf('title')}
          isRequired
        />
      </div>
      <TemplateField
        label={t('whatItSays')}
        value={content}
        onChange={setContent}
        error={errorOf('content')}
      />
      <div className={css('pairs')}>
        <TextField
          label={t('language')}
          value={language}
          onChange={setLanguage}
          placeholder={t('any')}
          help={t('languageHelp')}
          error={errorOf('language')}
        />
        <TeamPicker
          label={t('team')}
          value={teamId}
          onChange={setTeam}
          none={t('allTeams')}
          error={errorOf('teamId')}
        />
      </div>
    </Editor>
  );
}
