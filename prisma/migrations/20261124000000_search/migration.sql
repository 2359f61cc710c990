-- Searching for words in the middle of names and messages. A trusted extension: the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "message_bodies_words" ON "message_bodies" USING gin ("content" gin_trgm_ops);
CREATE INDEX "customers_name_words" ON "customers" USING gin ("name" gin_trgm_ops);
CREATE INDEX "customers_handle_words" ON "customers" USING gin ("handle" gin_trgm_ops);

-- The newest conversations first, and those that are due next.
CREATE INDEX "conversations_created" ON "conversations" ("created_at", "id");
CREATE INDEX "conversations_due" ON "conversations" ((coalesce("next_due_at", 'infinity'::timestamptz)), "id");

-- Keys that run out.
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" ("created_at");
