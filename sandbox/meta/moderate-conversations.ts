import { z } from 'zod';
import type { Answer } from '../answer.ts';
import { settingOf } from '../chats/open.ts';
import { ledgerLine } from '../feed/account.ts';
import type { ModerationAction } from '../model.ts';
import { putChat } from '../world.ts';
import { GraphError } from './errors.ts';
import type { HistoryCall } from './messages.ts';

const People = z
  .array(z.object({ id: z.coerce.string() }))
  .min(1)
  .max(10);
const Actions = z
  .array(z.enum(['block_user', 'unblock_user', 'move_to_spam']))
  .min(1)
  .max(2);

/** In the ledger's words. */
const done: Record<z.infer<typeof Actions>[number], ModerationAction> = {
  block_user: 'block',
  unblock_user: 'unblock',
  move_to_spam: 'spam',
};

/** `POST /{page}/moderate_conversations`: to at most ten people who have a conversation with the account. */
export function moderateConversations({ world, account, request }: HistoryCall): Answer {
  const people = People.safeParse(request.value('user_ids'));
  if (!people.success) throw new GraphError('(#100) Param user_ids must be 1 to 10 ids', 100);
  const actions = Actions.safeParse(request.value('actions'));
  const both = ['block_user', 'unblock_user'] as const;
  if (!actions.success || both.every((it) => actions.data.includes(it))) {
    throw new GraphError('(#100) Param actions must be one or two that go together', 100);
  }
  const settings = people.data.map(({ id }) => {
    const setting = settingOf(world, account, id);
    if (setting) return setting;
    throw new GraphError('(#100) No matching user found', 100, { subcode: 2018001 });
  });
  const changes = settings.flatMap(({ chat, customer }) =>
    actions.data.flatMap((action) => [
      ...(action === 'move_to_spam'
        ? []
        : [putChat({ ...chat, isBlocked: action === 'block_user' })]),
      ledgerLine(
        { world, account },
        {
          ...{ customer: customer.id, platformMessageId: customer.id, text: '', attachments: [] },
          action: done[action],
        },
      ),
    ]),
  );
  world.commit(changes);
  return { status: 200, body: { success: true } };
}
