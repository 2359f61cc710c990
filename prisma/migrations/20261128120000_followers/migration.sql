-- Who follows the event log, and how far (docs/decisions/0018).
CREATE TABLE "followers" (
    "name" TEXT NOT NULL,
    "xid" xid8 NOT NULL,
    "event_id" BIGINT NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "followers_pkey" PRIMARY KEY ("name")
);
