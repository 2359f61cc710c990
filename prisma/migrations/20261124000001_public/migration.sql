-- What a comment, a mention or a review stands under.
ALTER TABLE "threads" ADD COLUMN "post_id" TEXT;
ALTER TABLE "threads" ADD COLUMN "post_url" TEXT;
CREATE INDEX "threads_post" ON "threads" ("account_id", "post_id");

-- Whose conversation an own comment belongs to, or a deletion without its author.
CREATE INDEX "messages_account_platform_message" ON "messages" ("account_id", "platform_message_id");

-- Posts as the platform last showed them.
CREATE TABLE "posts" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "text" TEXT NOT NULL DEFAULT '',
    "url" TEXT,
    "thumbnail_url" TEXT,
    "author_name" TEXT,
    "posted_at" TIMESTAMPTZ(3),
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "posts_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "posts_account_id_external_id_key" ON "posts" ("account_id", "external_id");

-- What agents did to what stands in public, or to who wrote it: each at most once.
CREATE TABLE "moderations" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "retry_at" TIMESTAMPTZ(3),
    "failure" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "moderations_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "moderations_conversation_id_idx" ON "moderations" ("conversation_id");
ALTER TABLE "customers" ADD COLUMN "blocked_by_us_at" TIMESTAMPTZ(3);

-- A comment that was answered in private: the public conversation and the private one know of each other.
CREATE TABLE "conversation_links" (
    "public_id" UUID NOT NULL,
    "private_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversation_links_pkey" PRIMARY KEY ("public_id","private_id")
);
CREATE INDEX "conversation_links_private_id_idx" ON "conversation_links" ("private_id");

-- How fast an account may call its platform: what all workers know of it.
CREATE TABLE "account_paces" (
    "account_id" UUID NOT NULL,
    "not_before" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "throttles" INTEGER NOT NULL DEFAULT 0,
    "open_until" TIMESTAMPTZ(3),
    "probe_until" TIMESTAMPTZ(3),

    CONSTRAINT "account_paces_pkey" PRIMARY KEY ("account_id")
);

-- One person's identities across platforms share an id.
ALTER TABLE "customers" ADD COLUMN "person_id" UUID;
CREATE INDEX "customers_person_id_idx" ON "customers" ("person_id");

-- Customers see that their messages were read: when their agent first opens them, or answers.
ALTER TABLE "accounts" ADD COLUMN "mark_as_read" BOOLEAN NOT NULL DEFAULT false;
