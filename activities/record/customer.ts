import type { ChannelEvent } from '../../channels/channel.ts';
import { plain, type Queryable } from '../database.ts';

/** What the newest event tells of the customer's name; what it does not tell stays. */
export async function updateCustomer(
  db: Queryable,
  customerId: string,
  events: readonly ChannelEvent[],
): Promise<void> {
  const told = events.findLast(
    ({ customer }) => customer.name ?? customer.handle ?? customer.language,
  )?.customer;
  if (!told) return;
  await db.query({
    name: 'update-customer',
    text: `update customers set name = coalesce($2, name), handle = coalesce($3, handle),
                  avatar_url = coalesce($4, avatar_url), language = coalesce($5, language)
            where id = $1 and (name, handle, avatar_url, language) is distinct from
                  (coalesce($2, name), coalesce($3, handle), coalesce($4, avatar_url), coalesce($5, language))`,
    values: [
      customerId,
      ...[told.name, told.handle, told.avatarUrl, told.language].map(textOrNull),
    ],
  });
}

const textOrNull = (text: string | undefined): string | null =>
  text === undefined ? null : plain(text);
