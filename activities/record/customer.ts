import type { ChannelEvent, EventCustomer } from '../../channels/channel.ts';
import { toldOfCustomers } from '../../runtime/changes.ts';
import { plain, type Queryable } from '../../runtime/rows.ts';

const facts = ['name', 'handle', 'avatarUrl', 'language'] as const;

/** What the events tell of the customer, each fact by the newest that tells it; what none tells stays. */
export async function updateCustomer(
  db: Queryable,
  customerId: string,
  events: readonly ChannelEvent[],
): Promise<void> {
  const told = facts.map((fact) => newest(events, fact));
  if (told.every((fact) => fact === undefined)) return;
  await db.query({
    name: 'update-customer',
    text: toldOfCustomers(`update customers set name = coalesce($2, name), handle = coalesce($3, handle),
                  avatar_url = coalesce($4, avatar_url), language = coalesce($5, language)
            where id = $1 and (name, handle, avatar_url, language) is distinct from
                  (coalesce($2, name), coalesce($3, handle), coalesce($4, avatar_url), coalesce($5, language))`),
    values: [customerId, ...told.map(textOrNull)],
  });
}

const newest = (
  events: readonly ChannelEvent[],
  fact: (typeof facts)[number],
): EventCustomer[typeof fact] => events.findLast(({ customer }) => customer[fact])?.customer[fact];

const textOrNull = (text: string | undefined): string | null =>
  text === undefined ? null : plain(text);
