-- A conversation that is merged into another of its customer.
ALTER TABLE "conversations" ADD COLUMN "merged_into" UUID;
CREATE INDEX "conversations_merged" ON "conversations" ("merged_into") WHERE "merged_into" IS NOT NULL;
