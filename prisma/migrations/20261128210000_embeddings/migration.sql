-- Search by meaning (docs/knowledge.md): passages of articles and canned replies as vectors. A plain table, as not every server has
-- an extension for vectors, and processes compare some thousands of them faster than a statement does.
CREATE TABLE "knowledge_embeddings" (
    "source_kind" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "model" TEXT NOT NULL,
    "passage" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "vector" BYTEA NOT NULL,
    "stamp" BIGSERIAL NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "knowledge_embeddings_pkey" PRIMARY KEY ("source_kind", "source_id", "model", "passage")
);
CREATE INDEX "knowledge_embeddings_stamp" ON "knowledge_embeddings"("model", "stamp");

-- They go with what they are of.
CREATE FUNCTION knowledge_forget_embeddings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM knowledge_embeddings WHERE source_kind = TG_ARGV[0] AND source_id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER "knowledge_articles_forget_embeddings" AFTER DELETE ON "knowledge_articles"
  FOR EACH ROW EXECUTE FUNCTION knowledge_forget_embeddings('article');
CREATE TRIGGER "canned_replies_forget_embeddings" AFTER DELETE ON "canned_replies"
  FOR EACH ROW EXECUTE FUNCTION knowledge_forget_embeddings('canned_reply');

-- What the library is read for, and what is asked of it outside a conversation, belongs to none.
ALTER TABLE "model_calls" ALTER COLUMN "conversation_id" DROP NOT NULL;
