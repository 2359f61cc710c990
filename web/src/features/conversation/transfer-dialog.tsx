import { useState } from 'react';
import { useSession } from '../../app/session.ts';
import { Dialog, DialogFoot } from '../../components/dialog.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { useAssignable, useTeams } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';
import { useCommands } from './commands.ts';

/** To a colleague, a team or the queue, with a word about it. */
export function TransferDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const t = useText();
  const { agent } = useSession();
  const agents = useAssignable();
  const teams = useTeams();
  const { run } = useCommands(conversation.id);
  const [to, setTo] = useState(
    conversation.assignedTo === agent.id || !conversation.assignedTo
      ? `team:${conversation.teamId ?? teams[0]?.id ?? ''}`
      : `agent:${agent.id}`,
  );
  const [note, setNote] = useState('');
  const choices = [
    ...teams.map(({ id, name }) => ({ id: `team:${id}`, label: t('teamNamed', { name }) })),
    ...agents.map(({ id, name, availability }) => ({
      id: `agent:${id}`,
      label: `${name} (${t(availability)})`,
    })),
    { id: 'queue:', label: t('backToQueue') },
  ];
  const go = async () => {
    const [kind, id = ''] = to.split(':');
    const words = note.trim();
    let isDone: boolean;
    if (kind === 'team')
      isDone = await run('transfer', { teamId: id, ...(words === '' ? {} : { note: words }) });
    else {
      // The note first: whoever gets it finds it there.
      if (words !== '')
        await post(`/conversations/${conversation.id}/notes`, {
          content: words,
          mentions: kind === 'agent' ? [id] : [],
        });
      isDone = await run('assignment', { agentId: kind === 'agent' ? id : null });
    }
    if (isDone) {
      say(t('handedOver'));
      onClose();
    }
  };
  return (
    <Dialog
      title={t('assignOrTransfer')}
      size="s"
      onClose={onClose}
      foot={
        <DialogFoot
          action={t('handOver')}
          onAction={() => {
            go().catch(sayProblem);
          }}
          onCancel={onClose}
        />
      }
    >
      <Select label={t('to')} value={to} choices={choices} onChange={setTo} />
      <TextField label={t('noteForThem')} value={note} onChange={setNote} isMultiline rows={3} />
    </Dialog>
  );
}
