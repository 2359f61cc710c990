-- People log in: passwords, sessions, links that work once, and what was tried in vain.
ALTER TABLE "api_tokens" ADD COLUMN "last_used_at" TIMESTAMPTZ(3);

CREATE TABLE "credentials" (
    "agent_id" UUID NOT NULL,
    "password_hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("agent_id")
);

CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "agent_id" UUID NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "idle_seconds" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions" ("token_hash");
CREATE INDEX "sessions_agent_id_idx" ON "sessions" ("agent_id");

CREATE TABLE "one_time_links" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "agent_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "one_time_links_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "one_time_links_token_hash_key" ON "one_time_links" ("token_hash");
CREATE INDEX "one_time_links_agent_id_idx" ON "one_time_links" ("agent_id");

CREATE TABLE "attempts" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "not_before" TIMESTAMPTZ(3),

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "attempts_since" ON "attempts" ("since");
