import { useState } from 'react';
import { useSession } from '../../../app/session.ts';
import { Select, TextField } from '../../../components/field.tsx';
import { post } from '../../../lib/api.ts';
import { agentsQuery } from '../../../lib/desk.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import type { Agent } from '../../../lib/types.ts';
import { Editor } from '../editor.tsx';
import { TeamPicker } from '../pickers.tsx';
import { useSave } from '../use-save.ts';
import type { SentLink } from './link-dialog.tsx';
import { rolesUpTo, titled, type Role } from './roles.ts';

/** Somebody new: who they are is asked here, their password by the link. */
export function InviteDialog({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: (link: SentLink, name: string) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const me = useSession();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [teamId, setTeam] = useState('');
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      post<SentLink & { agent: Agent }>('/invitations', {
        ...{ name: name.trim(), email: email.trim(), role },
        ...(teamId === '' ? {} : { teamId }),
      }),
    refreshes: [agentsQuery.queryKey],
    onSaved: (invitation) => {
      onInvited(invitation, invitation.agent.name);
    },
  });
  return (
    <Editor
      title={t('inviteSomebody')}
      size="s"
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      saveLabel={t('invite')}
      isReady={name.trim() !== '' && email.includes('@')}
      state={{ isPending, problem }}
    >
      <TextField
        label={t('name')}
        value={name}
        onChange={setName}
        error={errorOf('name')}
        isRequired
        autoFocus
      />
      <TextField
        label={t('email')}
        type="email"
        value={email}
        onChange={setEmail}
        error={errorOf('email')}
        isRequired
      />
      <Select
        label={t('role')}
        value={role}
        choices={rolesUpTo(me.role).map((id) => ({ id, label: titled(t(`role_${id}`), locale) }))}
        onChange={(it) => {
          setRole(it as Role);
        }}
        error={errorOf('role')}
      />
      <TeamPicker
        label={t('team')}
        value={teamId}
        onChange={setTeam}
        none={t('noTeam')}
        error={errorOf('teamId')}
      />
    </Editor>
  );
}
