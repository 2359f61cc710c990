-- What agents have begun to write: one reply and one note for each of them in each conversation.
CREATE TABLE "drafts" (
    "agent_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "file_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "drafts_pkey" PRIMARY KEY ("agent_id","conversation_id","kind")
);
-- Which files they name: the sweep asks.
CREATE INDEX "drafts_files" ON "drafts" USING GIN ("file_ids");
