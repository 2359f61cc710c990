-- A search finds tags by parts of them. PostgreSQL's own array_to_string is not for indexes, as other types' text may change.
CREATE FUNCTION "tag_words" (text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_string($1, ' ');
CREATE INDEX "conversations_tag_words" ON "conversations" USING gin (tag_words("tags") gin_trgm_ops);

-- What is at risk, what has breached.
CREATE INDEX "conversations_sla_state" ON "conversations" ((("sla"->>'state')), "status");

-- Notes that mention somebody, and that they have not dealt with.
CREATE INDEX "notifications_mentions" ON "notifications" ("recipient_id", "conversation_id")
  WHERE "kind" = 'mentioned' AND "read_at" IS NULL;
