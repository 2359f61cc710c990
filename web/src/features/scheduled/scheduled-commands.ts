/** What can be done with a reply that waits for its time, or asks before it goes. */
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { say, sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { readAgain } from '../../lib/read-again.ts';
import { textNow } from '../../lib/text.ts';
import type { Message, Scheduled } from '../../lib/types.ts';
import { giveBack, type GivenBack } from '../composer/draft.ts';
import { isUnknown, type Unknown } from '../conversation/commands.ts';
import { conversationQuery } from '../conversation/conversation-queries.ts';
import { send } from '../conversation/outbox.ts';
import { dropScheduled, scheduledKey } from './scheduled-queries.ts';

type Wish = { type: 'go' } | { type: 'cancel' } | { type: 'move'; to: Date };

export function useScheduledCommands(entry: Scheduled) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async (wish: Wish) => {
      const isDone = await run(queries, entry, wish);
      if (isDone) dropScheduled(queries, entry.message.id);
      else say(textNow('outcomeUnknown'), 'doubt');
    },
    onError: sayProblem,
    onSettled: () => {
      readAgain(queries, scheduledKey);
      readAgain(queries, ['view-counts']);
    },
  });
  return { run: mutate, isPending };
}

/** @returns false where it is not known whether it was done */
async function run(queries: QueryClient, entry: Scheduled, wish: Wish): Promise<boolean> {
  const { id, deliveryStatus } = entry.message;
  if (wish.type === 'go') {
    const name = deliveryStatus === 'held' ? 'send-again' : 'send-now';
    return !isUnknown(await post<Message | Unknown>(`/messages/${id}/${name}`));
  }
  // A merged conversation is answered in the one that decides for it.
  const { id: own, mergedInto: home = own } = await queries.query(
    conversationQuery(entry.conversation.id),
  );
  const words = await calledBack(entry.message);
  if (!words) return false;
  if (wish.type === 'cancel') {
    await giveBack(queries, home, words);
    say(textNow('cancelledToDraft'));
    return true;
  }
  try {
    await sendThen(queries, home, entry.message, words, wish.to);
    say(textNow('timeChanged'));
  } catch (error) {
    await giveBack(queries, home, words);
    throw error;
  }
  return true;
}

async function calledBack({ id, content }: Message): Promise<GivenBack | undefined> {
  const answer = await post<Message | Unknown>(`/messages/${id}/cancel`);
  return isUnknown(answer) ? undefined : (answer.draft ?? { content });
}

/** A reply has one time: the same words with another are another reply. It goes by the outbox, which survives this page. */
function sendThen(
  queries: QueryClient,
  conversationId: string,
  { threadId }: Message,
  { content, attachments = [] }: GivenBack,
  at: Date,
): Promise<void> {
  return send(queries, {
    key: crypto.randomUUID(),
    conversationId,
    kind: 'reply',
    path: 'messages',
    body: {
      content,
      threadId,
      attachments: attachments.map(({ fileId, kind, url }) =>
        fileId === undefined ? { kind, url } : { fileId },
      ),
      sendAt: at.toISOString(),
    },
    attachments: [...attachments],
  });
}
