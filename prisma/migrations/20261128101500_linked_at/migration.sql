-- Who takes identities apart again asks first who said that they are one, and when.
ALTER TABLE "customers" ADD COLUMN "linked_at" TIMESTAMPTZ(3), ADD COLUMN "linked_by_agent_id" UUID;
