-- A language model behind the assistant (docs/assist.md): what was asked of it, without the words, and what it wrote.
CREATE TABLE "model_calls" (
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "tokens_in" INTEGER NOT NULL,
    "tokens_out" INTEGER NOT NULL,
    "cost" DOUBLE PRECISION NOT NULL,
    "outcome" TEXT NOT NULL,
    "ms" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_calls_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "model_calls_created" ON "model_calls"("created_at");
CREATE INDEX "model_calls_conversation" ON "model_calls"("conversation_id");

CREATE TABLE "summaries" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "occasion" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "summaries_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "summaries_conversation" ON "summaries"("conversation_id", "created_at");

CREATE TABLE "translations" (
    "message_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "of_hash" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "translations_pkey" PRIMARY KEY ("message_id", "language")
);
