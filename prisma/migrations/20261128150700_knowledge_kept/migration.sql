-- Articles as people keep them: whose they are, where customers read them, and every change with who made it.
ALTER TABLE "knowledge_articles" ADD COLUMN "team_id" UUID;
ALTER TABLE "knowledge_articles" ADD COLUMN "url" TEXT;
CREATE INDEX "knowledge_articles_updated" ON "knowledge_articles" ("updated_at", "id");

-- What an article was filed under and whether it was to be found: absent in versions of before.
ALTER TABLE "knowledge_versions" ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "knowledge_versions" ADD COLUMN "status" TEXT;

CREATE OR REPLACE FUNCTION knowledge_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO knowledge_versions (article_id, version, title, body, tags, status, changed_by, changed_at)
  VALUES (OLD.id, OLD.version, OLD.title, OLD.body, OLD.tags, OLD.status, OLD.updated_by, OLD.updated_at)
  ON CONFLICT (article_id, version) DO NOTHING;
  IF NEW.version <= OLD.version THEN NEW.version := OLD.version + 1; END IF;
  RETURN NEW;
END $$;
DROP TRIGGER "knowledge_articles_keep_version" ON "knowledge_articles";
CREATE TRIGGER "knowledge_articles_keep_version" BEFORE UPDATE OF "title", "body", "tags", "status"
  ON "knowledge_articles" FOR EACH ROW
  WHEN ((OLD.title, OLD.body, OLD.tags, OLD.status) IS DISTINCT FROM (NEW.title, NEW.body, NEW.tags, NEW.status))
  EXECUTE FUNCTION knowledge_keep_version();

-- A gap is open until somebody says that no article is wanted, or one is published; asked again after that, it is open again.
ALTER TABLE "knowledge_gaps" ADD COLUMN "settled_at" TIMESTAMPTZ(3);
ALTER TABLE "knowledge_gaps" ADD COLUMN "settled_by" UUID;
CREATE INDEX "knowledge_gaps_article" ON "knowledge_gaps" ("resolved_by_article");

-- Whichever way an article is published, taken back or thrown away: the gaps that it was begun for follow.
CREATE FUNCTION knowledge_settle_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE knowledge_gaps SET resolved_by_article = NULL, settled_at = NULL, settled_by = NULL
     WHERE resolved_by_article = OLD.id;
  ELSE
    UPDATE knowledge_gaps
       SET settled_at = CASE WHEN NEW.status = 'published' THEN now() END,
           settled_by = CASE WHEN NEW.status = 'published' THEN NEW.updated_by END
     WHERE resolved_by_article = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "knowledge_articles_settle" AFTER UPDATE OF "status" ON "knowledge_articles"
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION knowledge_settle_gaps();
CREATE TRIGGER "knowledge_articles_gone" AFTER DELETE ON "knowledge_articles"
  FOR EACH ROW EXECUTE FUNCTION knowledge_settle_gaps();

-- An article's earlier words go with it.
CREATE FUNCTION knowledge_forget_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM knowledge_versions WHERE article_id = OLD.id;
  RETURN NULL;
END $$;
CREATE TRIGGER "knowledge_articles_forget" AFTER DELETE ON "knowledge_articles"
  FOR EACH ROW EXECUTE FUNCTION knowledge_forget_versions();
