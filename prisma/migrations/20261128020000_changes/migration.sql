-- What live clients hear of beside the event log. Its ids come from the log's own sequence, so that (xid, id) is one order
-- over both.
CREATE TABLE "changes" (
    "id" BIGINT NOT NULL DEFAULT nextval('events_id_seq'::regclass),
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "kind" TEXT NOT NULL,
    "conversation_id" UUID,
    "recipient_id" UUID,
    "data" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "changes_xid_id_idx" ON "changes"("xid", "id");
CREATE INDEX "changes_at_idx" ON "changes"("at");
