import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay, useSession } from '../../../app/session.ts';
import { Avatar } from '../../../components/avatar.tsx';
import { IconButton } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Menu, type MenuEntry } from '../../../components/menu.tsx';
import { say, sayProblem } from '../../../components/toasts.tsx';
import { ask, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { agentsQuery } from '../../../lib/desk.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import type { Agent } from '../../../lib/types.ts';
import { Confirm } from '../confirm.tsx';
import { skillWords } from '../skills-editor.tsx';
import { TeamCell } from '../team-cell.tsx';
import type { SentLink } from './link-dialog.tsx';
import { mayChange, titled } from './roles.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);
const availabilities = ['online', 'away', 'offline'] as const;

interface Props {
  agent: Agent;
  onOpen: (is: 'edit' | 'sessions') => void;
  onLink: (link: SentLink, name: string) => void;
}

export function PersonRow({ agent, onOpen, onLink }: Props) {
  const t = useText();
  const locale = useLocale();
  const { id, name, email, role, teamId, skills, load, capacity, availability, active } = agent;
  return (
    <tr className={css(!active && 'gone')}>
      <td>
        <div className={css('who')}>
          <Avatar name={name} id={id} size={28} {...(active ? { online: availability } : {})} />
          <span className="grow">
            <b>{name}</b>
            <br />
            <span className="faint">{email}</span>
          </span>
        </div>
      </td>
      <td>{titled(t(`role_${role}`), locale)}</td>
      <TeamCell teamId={teamId} />
      <td className={css('narrow')}>{skillWords(skills) || <span className="faint">–</span>}</td>
      <td className="num">{t('countOf', { length: load, max: capacity })}</td>
      <td>{active ? t(availability) : <Chip>{t('deactivated')}</Chip>}</td>
      <td className={css('end')}>
        <PersonMenu agent={agent} onOpen={onOpen} onLink={onLink} />
      </td>
    </tr>
  );
}

function PersonMenu({ agent, onOpen, onLink }: Props) {
  const t = useText();
  const may = useMay();
  const me = useSession();
  const queries = useQueryClient();
  const [isLeaving, setLeaving] = useState(false);
  const { id, name, active, version } = agent;
  const onSettled = () => queries.invalidateQueries({ queryKey: agentsQuery.queryKey });
  const be = useMutation({
    mutationFn: (availability: Agent['availability']) =>
      ask('PUT', `/agents/${id}/availability`, { body: { availability } }),
    onError: sayProblem,
    onSettled,
  });
  const activate = useMutation({
    mutationFn: (isActive: boolean) =>
      ask('PATCH', `/agents/${id}`, { body: { active: isActive }, version }),
    onSuccess: (_, isActive) => {
      say(t(isActive ? 'reactivatedNow' : 'deactivatedNow', { name }));
    },
    onError: sayProblem,
    onSettled,
  });
  const link = useMutation({
    mutationFn: (which: 'invitation' | 'password-reset') =>
      post<SentLink>(`/agents/${id}/${which}`),
    onSuccess: (sent) => {
      onLink(sent, name);
    },
    onError: sayProblem,
  });
  if (!mayChange(me.role, agent.role)) return null;
  const entry = (id: string, label: string, run: () => void): MenuEntry => ({ id, label, run });
  const work: MenuEntry[] = active
    ? availabilities.map((it) => ({
        ...entry(it, t(it), () => {
          be.mutate(it);
        }),
        isOn: agent.availability === it,
      }))
    : [];
  const access: MenuEntry[] =
    active && may('people.invite')
      ? [
          entry('invite', t('inviteAgain'), () => {
            link.mutate('invitation');
          }),
          entry('reset', t('resetPassword'), () => {
            link.mutate('password-reset');
          }),
          entry('sessions', t('sessions'), () => {
            onOpen('sessions');
          }),
        ]
      : [];
  const life: MenuEntry = active
    ? {
        ...entry('deactivate', t('deactivate'), () => {
          setLeaving(true);
        }),
        isDanger: true,
      }
    : entry('reactivate', t('reactivate'), () => {
        activate.mutate(true);
      });
  return (
    <>
      <Menu
        label={t('actionsFor', { what: name })}
        trigger={<IconButton label={t('actionsFor', { what: name })} icon="more" />}
        groups={[
          {
            entries: [
              entry('edit', t('edit'), () => {
                onOpen('edit');
              }),
            ],
          },
          { title: t('availability'), entries: may('presence.any') ? work : [] },
          { title: t('access'), entries: access },
          { entries: id === me.agent.id ? [] : [life] },
        ]}
      />
      {isLeaving && (
        <Confirm
          title={t('deactivateWho', { name })}
          words={t('deactivateWords')}
          action={t('deactivate')}
          onConfirm={() => {
            activate.mutate(false);
          }}
          onClose={() => {
            setLeaving(false);
          }}
        />
      )}
    </>
  );
}
