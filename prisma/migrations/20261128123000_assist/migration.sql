-- What the assistant makes of what customers write (docs/decisions/0018).
CREATE TABLE "triages" (
    "message_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "language" TEXT,
    "sentiment" TEXT NOT NULL,
    "urgency" TEXT NOT NULL,
    "topics" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "reasons" JSONB NOT NULL,
    "suspicion" JSONB,
    "made_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "triages_pkey" PRIMARY KEY ("message_id")
);
CREATE INDEX "triages_conversation" ON "triages"("conversation_id", "created_at");

CREATE TABLE "suggestion_rounds" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "reason" TEXT,
    "prompt_tokens" INTEGER NOT NULL DEFAULT 0,
    "completion_tokens" INTEGER NOT NULL DEFAULT 0,
    "took_ms" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "suggestion_rounds_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "suggestion_rounds_message" ON "suggestion_rounds"("conversation_id", "message_id");

CREATE TABLE "suggestions" (
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "sources" JSONB NOT NULL,
    "verdict" TEXT,
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "used_message_id" UUID,
    "edit_distance" INTEGER,

    CONSTRAINT "suggestions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "suggestions_round_id_fkey" FOREIGN KEY ("round_id") REFERENCES "suggestion_rounds"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "suggestions_round_position" ON "suggestions"("round_id", "position");

CREATE TABLE "proposals" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "reasons" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "decided_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("id")
);
-- One open proposal of a kind; a newer one takes its place.
CREATE UNIQUE INDEX "proposals_open" ON "proposals"("conversation_id", "kind") WHERE "status" = 'open';

-- Off for one account, whatever the workspace says.
ALTER TABLE "accounts" ADD COLUMN "assist_enabled" BOOLEAN NOT NULL DEFAULT true;
