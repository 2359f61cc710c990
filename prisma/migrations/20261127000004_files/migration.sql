-- What customers and agents attach: the bytes lie in the store, what they are here.
CREATE TABLE "files" (
    "id" UUID NOT NULL,
    "account_id" UUID,
    "kind" TEXT NOT NULL,
    "name" TEXT,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "storage_key" TEXT NOT NULL,
    "sha256" TEXT,
    "size" BIGINT,
    "mime_type" TEXT,
    "uploaded_by" TEXT,
    "unused_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stored_at" TIMESTAMPTZ(3),

    CONSTRAINT "files_pkey" PRIMARY KEY ("id")
);
-- Those that are still to come, those that never will, and those that nobody needs any more: all three stay small.
CREATE INDEX "files_waiting" ON "files" ("next_try_at") WHERE "status" = 'waiting';
CREATE INDEX "files_lost" ON "files" ("status") WHERE "status" IN ('failed', 'refused');
CREATE INDEX "files_unused" ON "files" ("unused_since") WHERE "unused_since" IS NOT NULL;

-- Which message shows a file, and at which place among its attachments.
CREATE TABLE "file_uses" (
    "message_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" UUID NOT NULL,

    CONSTRAINT "file_uses_pkey" PRIMARY KEY ("message_id","position")
);
CREATE INDEX "file_uses_file_id_idx" ON "file_uses" ("file_id");
