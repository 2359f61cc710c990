-- The most pressing first: what was missed and is owed still comes before what is only due.
ALTER TABLE "conversations" ADD COLUMN "owed_by" TIMESTAMPTZ(3);

UPDATE "conversations" c SET "owed_by" = (
  SELECT min((m.value->>'dueAt')::timestamptz) FROM jsonb_each(c."sla") m
   WHERE jsonb_typeof(m.value) = 'object'
     AND (m.value->>'status' = 'running' OR (m.value->>'status' = 'breached' AND c."sla"->>'state' = 'breached')))
 WHERE c."status" IN ('open', 'pending', 'snoozed');

DROP INDEX "conversations_due";
CREATE INDEX "conversations_due" ON "conversations" ((coalesce("owed_by", 'infinity'::timestamptz)), "id");

DROP INDEX "conversations_waiting";
CREATE INDEX "conversations_waiting" ON "conversations" ("team_id", "priority_rank" DESC, "owed_by", "waiting_since")
  WHERE "waiting_since" IS NOT NULL;
