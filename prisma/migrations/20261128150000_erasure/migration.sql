-- What is taken away from the desk, and what is given out of it (docs/erasure.md).
ALTER TABLE "customers" ADD COLUMN "erased_at" TIMESTAMPTZ(3);

CREATE TABLE "erasures" (
    "id" UUID NOT NULL,
    "customer_ids" UUID[],
    "requested_by" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "step" TEXT,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "proof" JSONB,
    "evidence" TEXT,
    "next_look_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "erasures_customers" ON "erasures" USING GIN ("customer_ids");

CREATE TABLE "data_exports" (
    "id" UUID NOT NULL,
    "customer_ids" UUID[],
    "requested_by" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "storage_key" TEXT,
    "size" BIGINT,
    "sha256" TEXT,
    "next_look_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_exports_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "data_exports_customers" ON "data_exports" USING GIN ("customer_ids");

CREATE TABLE "erased_identities" (
    "account_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erased_identities_pkey" PRIMARY KEY ("account_id", "hash")
);
