-- Reports: what was resolved in a span, and which promises ended in it.
CREATE INDEX "conversations_resolved" ON "conversations" ("resolved_at") WHERE "resolved_at" IS NOT NULL;
CREATE INDEX "events_commitments_ended" ON "events" ("at") WHERE "type" = 'commitment_ended';
