import { useState } from 'react';
import { useSession } from '../../../app/session.ts';
import { Select, TextField } from '../../../components/field.tsx';
import { ask } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { agentsQuery } from '../../../lib/desk.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import type { Agent } from '../../../lib/types.ts';
import { Editor } from '../editor.tsx';
import { TeamPicker } from '../pickers.tsx';
import { filledSkills, SkillsEditor } from '../skills-editor.tsx';
import { useSave } from '../use-save.ts';
import { rolesUpTo, titled, type Role } from './roles.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

export function PersonDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const me = useSession();
  const [name, setName] = useState(agent.name);
  const [email, setEmail] = useState(agent.email);
  const [role, setRole] = useState<Role>(agent.role);
  const [teamId, setTeam] = useState(agent.teamId ?? '');
  const [capacity, setCapacity] = useState(String(agent.capacity));
  const [skills, setSkills] = useState(agent.skills);
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      ask<Agent>('PATCH', `/agents/${agent.id}`, {
        version: agent.version,
        body: {
          ...{ name: name.trim(), email: email.trim(), role, capacity: Number(capacity) },
          teamId: teamId || null,
          skills: filledSkills(skills),
        },
      }),
    refreshes: [agentsQuery.queryKey],
    said: t('saved'),
    onSaved: onClose,
  });
  return (
    <Editor
      title={agent.name}
      onClose={onClose}
      onSave={() => {
        save(undefined);
      }}
      isReady={name.trim() !== '' && email.includes('@') && capacity !== ''}
      state={{ isPending, problem }}
    >
      <div className={css('row2')}>
        <TextField label={t('name')} value={name} onChange={setName} error={errorOf('name')} />
        <TextField
          label={t('email')}
          type="email"
          value={email}
          onChange={setEmail}
          error={errorOf('email')}
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
        <TextField
          label={t('capacity')}
          type="number"
          value={capacity}
          onChange={setCapacity}
          help={t('capacityHelp')}
          error={errorOf('capacity')}
        />
      </div>
      <SkillsEditor label={t('skills')} skills={skills} onChange={setSkills} errorOf={errorOf} />
    </Editor>
  );
}
