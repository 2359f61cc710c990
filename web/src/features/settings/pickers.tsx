import { useQuery } from '@tanstack/react-query';
import { Select } from '../../components/field.tsx';
import { useAgents, useTeams } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import { policiesQuery } from './policy-queries.ts';

interface Props {
  label: string;
  value: string;
  onChange: (id: string) => void;
  error?: string | undefined;
  /** What no choice means here. */
  none?: string;
}

export function TeamPicker({ none, ...props }: Props) {
  const t = useText();
  const teams = useTeams();
  return (
    <Select
      {...props}
      choices={[
        { id: '', label: none ?? t('none') },
        ...teams.map(({ id, name }) => ({ id, label: name })),
      ]}
    />
  );
}

export function PolicyPicker({ none, ...props }: Props) {
  const t = useText();
  const policies = useQuery(policiesQuery).data ?? [];
  return (
    <Select
      {...props}
      choices={[
        { id: '', label: none ?? t('none') },
        ...policies.map(({ id, name }) => ({ id, label: name })),
      ]}
    />
  );
}

export function AgentPicker({ none, ...props }: Props) {
  const t = useText();
  const agents = useAgents();
  return (
    <Select
      {...props}
      choices={[
        { id: '', label: none ?? t('none') },
        ...agents.filter(({ active }) => active).map(({ id, name }) => ({ id, label: name })),
      ]}
    />
  );
}
