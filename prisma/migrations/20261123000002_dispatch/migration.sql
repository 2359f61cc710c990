-- The dispatcher takes what waits in a thread in the order of its numbers; what has none yet comes after.
CREATE INDEX "inbox_events_pending" ON "inbox_events" ("thread_id", "thread_seq", "id") WHERE "dispatched_at" IS NULL;
-- It found only the events without a number, and kept those that never get one (receipts) for ever.
DROP INDEX "inbox_events_unnumbered";

-- Customers whose name is still to be asked for.
CREATE INDEX "customers_without_profile" ON "customers" ("created_at")
  WHERE "profile_fetched_at" IS NULL AND "name" = '';
