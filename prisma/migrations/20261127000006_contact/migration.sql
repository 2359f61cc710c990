-- When the customer last blocked us or came back: what is told late must not undo what is newer.
alter table "customers" add column "block_changed_at" timestamptz(3);
