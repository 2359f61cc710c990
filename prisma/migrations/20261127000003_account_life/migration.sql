-- How an account stands with its platform, as its workflow last found it.
CREATE TABLE "account_healths" (
    "account_id" UUID NOT NULL,
    "checked_at" TIMESTAMPTZ(3),
    "is_working" BOOLEAN,
    "is_subscribed" BOOLEAN,
    "problems" JSONB NOT NULL DEFAULT '[]',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "worked_at" TIMESTAMPTZ(3),
    "token_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "token_expires_at" TIMESTAMPTZ(3),
    "refresh_not_before" TIMESTAMPTZ(3),
    "next_look_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_healths_pkey" PRIMARY KEY ("account_id")
);

-- What is read back from a platform, because it may have been missed.
CREATE TABLE "backfills" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_by" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "done" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "conversations" INTEGER NOT NULL DEFAULT 0,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "backfills_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "backfills_account" ON "backfills" ("account_id", "created_at");

-- Platforms that are asked for news: how far, by whom at the moment, and what went wrong.
CREATE TABLE "account_polls" (
    "account_id" UUID NOT NULL,
    "cursor" TEXT,
    "polled_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),

    CONSTRAINT "account_polls_pkey" PRIMARY KEY ("account_id")
);
