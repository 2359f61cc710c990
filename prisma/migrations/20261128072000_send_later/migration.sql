-- Replies that wait: some seconds, in which they may be called back, or until a time that their agent chose.
ALTER TABLE "messages" ADD COLUMN "send_at" TIMESTAMPTZ(3);
-- Those for later that are still to go, by when: there are few of them at any time.
CREATE INDEX "messages_scheduled" ON "messages" ("send_at", "id")
  WHERE "send_at" IS NOT NULL AND "delivery_status" IN ('queued', 'held') AND "metadata"->>'scheduled' = 'true';
