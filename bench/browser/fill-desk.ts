import type { Pool } from 'pg';

/** Many open conversations with some messages each, straight into the read model: for what only reads. */
export async function fillDesk(pool: Pool, count: number): Promise<void> {
  await pool.query(
    `with account as (select id, team_id from accounts where platform = 'telegram' limit 1),
     made as (
       select n, gen_random_uuid() as customer, gen_random_uuid() as thread, gen_random_uuid() as conversation,
              now() - n * interval '20 seconds' as at
         from generate_series(1, $1::int) n),
     customers_made as (
       insert into customers (id, account_id, platform, external_id, name, handle)
       select customer, account.id, 'telegram', 'bench-' || n, 'Customer ' || n, 'customer_' || n from made, account),
     threads_made as (
       insert into threads (id, account_id, platform, key, kind, customer_external_id)
       select thread, account.id, 'telegram', 'dm:bench-' || n, 'dm', 'bench-' || n from made, account),
     conversations_made as (
       insert into conversations (id, thread_id, platform, account_id, customer_id, source, status, priority, priority_rank,
                                  team_id, tags, sla, version, created_at, updated_at, last_message_at)
       select conversation, thread, 'telegram', account.id, customer, 'dm', 'open', 'medium', 1, account.team_id,
              array['bench'], '{"state":"ok"}', 1, at, at, at from made, account),
     said as (
       select conversation, thread, account.id as account, gen_random_uuid() as message, m,
              at - (8 - m) * interval '1 minute' as at
         from made, account, generate_series(1, 8) m),
     messages_made as (
       insert into messages (id, conversation_id, thread_id, account_id, platform, direction, content_type, sender_id,
                             sender_type, platform_message_id, timestamp, delivery_status)
       select message, conversation, thread, account, 'telegram',
              case when m % 3 = 0 then 'outbound' else 'inbound' end, 'text', 'x',
              case when m % 3 = 0 then 'agent' else 'customer' end, message::text, at,
              case when m % 3 = 0 then 'sent' else 'delivered' end from said)
     insert into message_bodies (message_id, content)
     select message, 'Message ' || m || ' of this conversation, about a parcel that has not come yet.' from said`,
    [count],
  );
  await pool.query('analyze');
}
