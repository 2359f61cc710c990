-- The customer's record in a CRM (docs/decisions/0019).
CREATE TABLE "crm_connections" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "base_url" TEXT,
    "secrets" TEXT NOT NULL DEFAULT '',
    "fields" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL DEFAULT 'active',
    "problem" TEXT,
    "checked_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_connections_pkey" PRIMARY KEY ("id")
);
-- Every desk has one of these.
INSERT INTO "crm_connections" ("id", "kind", "name") VALUES ('0c000000-0000-4000-8000-000000000001', 'builtin', 'Careline');

CREATE TABLE "crm_contacts" (
    "id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "person_key" UUID NOT NULL,
    "external_id" TEXT,
    "card" JSONB,
    "fetched_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_contacts_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "crm_contacts_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "crm_connections"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- Of several CRMs of one kind, one has a person's contact.
CREATE UNIQUE INDEX "crm_contacts_person" ON "crm_contacts"("kind", "person_key");
CREATE INDEX "crm_contacts_person_key" ON "crm_contacts"("person_key");
CREATE INDEX "crm_contacts_external" ON "crm_contacts"("connection_id", "external_id");

CREATE TABLE "crm_tasks" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "connection_id" UUID NOT NULL,
    "person_key" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "conversation_id" UUID,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "next_try_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "external_id" TEXT,
    "url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "crm_tasks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "crm_tasks_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "crm_connections"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "crm_tasks_key" ON "crm_tasks"("connection_id", "key");
CREATE INDEX "crm_tasks_person" ON "crm_tasks"("connection_id", "person_key", "seq");
CREATE INDEX "crm_tasks_conversation" ON "crm_tasks"("conversation_id");
-- What somebody has to be told of.
CREATE INDEX "crm_tasks_waiting" ON "crm_tasks"("told_at") WHERE "state" = 'waiting';

-- What a CRM has told: twice counts once.
CREATE TABLE "crm_inbound" (
    "connection_id" UUID NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_inbound_pkey" PRIMARY KEY ("connection_id", "dedupe_key"),
    CONSTRAINT "crm_inbound_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "crm_connections"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "crm_inbound_received" ON "crm_inbound"("received_at");

-- Of the built-in CRM.
CREATE TABLE "crm_cases" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "contact_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "link" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crm_cases_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "crm_cases_key_key" ON "crm_cases"("key");
CREATE INDEX "crm_cases_contact" ON "crm_cases"("contact_id");
