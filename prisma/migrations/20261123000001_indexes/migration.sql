-- Indexes on the few rows that the loops look for. schema.prisma cannot say "where".

-- The dispatcher: new events of a thread, in the order they came.
CREATE INDEX "inbox_events_unnumbered" ON "inbox_events" ("thread_id", "id") WHERE "thread_seq" IS NULL;
CREATE INDEX "inbox_events_undispatched" ON "inbox_events" ("id") WHERE "dispatched_at" IS NULL;
-- The sweeper and the workflow: dispatched, but recorded nowhere yet.
CREATE INDEX "inbox_events_unapplied" ON "inbox_events" ("thread_id", "thread_seq")
  WHERE "applied_at" IS NULL AND "dispatched_at" IS NOT NULL;

-- Platforms' ids are unique in a thread. Our own message has none until it was sent.
CREATE UNIQUE INDEX "messages_platform_message" ON "messages" ("thread_id", "platform_message_id")
  WHERE "platform_message_id" IS NOT NULL;
CREATE INDEX "messages_under_way" ON "messages" ("conversation_id") WHERE "delivery_status" IN ('queued', 'sending');

-- The matcher's queue, first one first.
CREATE INDEX "conversations_waiting" ON "conversations" ("team_id", "priority_rank" DESC, "next_due_at", "waiting_since")
  WHERE "waiting_since" IS NOT NULL;
-- Conversations whose workflow should have woken by now.
CREATE INDEX "conversations_next_wake" ON "conversations" ("next_wake_at") WHERE "status" <> 'closed';

-- Claims that no workflow has accepted.
CREATE INDEX "claims_unaccepted" ON "claims" ("claimed_at") WHERE "accepted_at" IS NULL;
