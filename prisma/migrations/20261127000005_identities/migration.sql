-- How a person's identities came to be linked: hand | contact_point | crm.
ALTER TABLE "customers" ADD COLUMN "linked_by" TEXT;

-- What a customer is reached or known by elsewhere; two who hold the same verified one are one person.
CREATE TABLE "contact_points" (
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "verified_by" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "contact_points_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "contact_points_customer_id_kind_value_key" ON "contact_points" ("customer_id", "kind", "value");
CREATE INDEX "contact_points_value" ON "contact_points" ("kind", "value");

-- Somebody has said that these two are not one person: evidence does not link them again.
CREATE TABLE "identity_separations" (
    "low_id" UUID NOT NULL,
    "high_id" UUID NOT NULL,

    CONSTRAINT "identity_separations_pkey" PRIMARY KEY ("low_id", "high_id")
);
