-- How far each agent has read each conversation. What came later is unread, for this agent.
CREATE TABLE "conversation_reads" (
    "agent_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "read_until" TIMESTAMPTZ(3) NOT NULL,
    "read_ordinal" BIGINT NOT NULL,

    CONSTRAINT "conversation_reads_pkey" PRIMARY KEY ("agent_id","conversation_id")
);
CREATE INDEX "messages_recorded" ON "messages"("conversation_id", "direction", "recorded_at", "ordinal");
