/** Lets the customer see that their agent has opened their messages, where the account is set so. */
import { channelOf } from '../../channels/index.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import type { ConversationRow } from '../reads/conversation.ts';

const askMs = 3_000;

/** Only for unread direct messages, and only when their own agent looks: not for a supervisor who passes by. */
export async function showAsRead(
  { pool, accounts, logger }: Parts,
  { actor }: Caller,
  row: ConversationRow,
): Promise<void> {
  if (row.unread === 0 || row.source !== 'dm' || actor.id !== row.assigned_to) return;
  const account = await accounts.byId(row.account_id);
  const channel = account && channelOf(account.platform);
  if (!account?.marksAsRead || !channel?.capabilities.markAsRead) return;
  const { rows } = await pool.query<{ external_id: string }>(
    'select external_id from customers where id = $1',
    [row.customer_id],
  );
  const [customer] = rows;
  if (!customer) return;
  try {
    const deadline = Date.now() + askMs;
    await channel.markAsRead(account, customer.external_id, { deadline });
  } catch (error) {
    // A courtesy: the agent has read it all the same, and the next reply shows it too.
    logger.warn(
      { err: error, accountId: account.id },
      'a customer is not shown that they were read',
    );
  }
}
