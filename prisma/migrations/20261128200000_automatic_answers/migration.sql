-- Automatic answers (docs/decisions/0023): when an account lets the assistant answer by itself. Without a row it never does.
CREATE TABLE "answer_policies" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "hours" TEXT NOT NULL,
    "min_confidence" DOUBLE PRECISION NOT NULL,
    "most_answers" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "answer_policies_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "answer_policies_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "answer_policies_account_topic" ON "answer_policies"("account_id", "topic");

-- Answers of the assistant that wait for a person.
CREATE TABLE "answer_drafts" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "policy_id" UUID NOT NULL,
    "article_id" UUID NOT NULL,
    "article_version" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'prepared',
    "reason" TEXT,
    "used_message_id" UUID,
    "decided_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "answer_drafts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "answer_drafts_conversation" ON "answer_drafts"("conversation_id");
-- Few wait at a time.
CREATE INDEX "answer_drafts_waiting" ON "answer_drafts"("policy_id") WHERE "status" = 'waiting';
