-- What the desk knows, and how it is found.

-- Words as customers type them: small letters, no accents, signs between words only. domain/assist/fold.ts does the same.
-- Without the extension unaccent, which not every server has. The cost is what it really takes: else the planner would
-- rather do this for each row than look into an index. In PL/pgSQL, as what is inlined has no cost of its own.
CREATE FUNCTION knowledge_fold("it" TEXT) RETURNS TEXT
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
BEGIN
  -- A message is never refused for its length; what it is about is said early.
  it := left(it, 50000);
  -- Most of what is plain English need not be taken apart.
  IF octet_length(it) <> length(it) THEN
    it := regexp_replace(normalize(it, NFKD), U&'[\0300-\036F]', '', 'g');
    it := replace(replace(replace(replace(replace(it, 'ß', 'ss'), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae');
    -- Quotes, dashes, arrows, pictures: where the locale is C, the parser takes them for letters.
    it := regexp_replace(it, U&'[\00A0-\00A9\00AB-\00B4\00B6-\00B9\00BB-\00BF\2000-\2BFF\3000-\303F\FE00-\FE0F\+01F000-\+01FAFF]+', ' ', 'g');
  END IF;
  -- What the parser would take for one word with its neighbours: paths, addresses, hyphens. Small letters last, as in the
  -- locale C only plain ones have any.
  RETURN lower(translate(it, '/\-_.:@''', '        '));
END $$;

-- Bound when it is made: indexes are built without a search path.
CREATE FUNCTION knowledge_bare_words("it" TEXT) RETURNS tsvector
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN to_tsvector('pg_catalog.simple'::regconfig, knowledge_fold("it"));

CREATE FUNCTION knowledge_stemming("language" TEXT) RETURNS regconfig
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE "language"
    WHEN 'en' THEN 'pg_catalog.english'::regconfig
    WHEN 'de' THEN 'pg_catalog.german'::regconfig
    WHEN 'fr' THEN 'pg_catalog.french'::regconfig
    WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
    WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
    WHEN 'it' THEN 'pg_catalog.italian'::regconfig
    ELSE 'pg_catalog.simple'::regconfig
  END;

-- Stems find what is inflected; the bare words find what is spelled without accents, beginnings and phrases.
CREATE FUNCTION knowledge_words("language" TEXT, "it" TEXT) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_tsvector(knowledge_stemming("language"), left("it", 50000))
      || knowledge_bare_words("it");

CREATE TABLE "knowledge_articles" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "status" TEXT NOT NULL DEFAULT 'draft',
    "source" TEXT NOT NULL DEFAULT 'written',
    "source_ref" TEXT,
    "approved_for_answers" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID,
    "updated_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "words" tsvector,

    CONSTRAINT "knowledge_articles_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "knowledge_articles_key_language_key" ON "knowledge_articles" ("key", "language");
CREATE INDEX "knowledge_articles_words" ON "knowledge_articles" USING gin ("words");

CREATE FUNCTION knowledge_article_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.words := setweight(knowledge_words(NEW.language, NEW.title), 'A')
            || setweight(knowledge_words(NEW.language, array_to_string(NEW.tags, ' . ')), 'B')
            || knowledge_words(NEW.language, NEW.body);
  RETURN NEW;
END $$;
CREATE TRIGGER "knowledge_articles_words" BEFORE INSERT OR UPDATE OF "language", "title", "tags", "body"
  ON "knowledge_articles" FOR EACH ROW EXECUTE FUNCTION knowledge_article_words();

CREATE TABLE "knowledge_versions" (
    "article_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "changed_by" UUID,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "knowledge_versions_pkey" PRIMARY KEY ("article_id", "version")
);

-- Whoever changes an article, and by whichever way: what it said before is kept. A change of the words raises the version.
CREATE FUNCTION knowledge_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO knowledge_versions (article_id, version, title, body, changed_by, changed_at)
  VALUES (OLD.id, OLD.version, OLD.title, OLD.body, OLD.updated_by, OLD.updated_at)
  ON CONFLICT (article_id, version) DO NOTHING;
  IF NEW.version <= OLD.version THEN NEW.version := OLD.version + 1; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "knowledge_articles_keep_version" BEFORE UPDATE OF "title", "body"
  ON "knowledge_articles" FOR EACH ROW
  WHEN (OLD.title IS DISTINCT FROM NEW.title OR OLD.body IS DISTINCT FROM NEW.body)
  EXECUTE FUNCTION knowledge_keep_version();

CREATE TABLE "knowledge_gaps" (
    "id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "concepts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "count" INTEGER NOT NULL DEFAULT 0,
    "first_asked_at" TIMESTAMPTZ(3) NOT NULL,
    "last_asked_at" TIMESTAMPTZ(3) NOT NULL,
    "message_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "resolved_by_article" UUID,

    CONSTRAINT "knowledge_gaps_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "knowledge_gaps_language_key_key" ON "knowledge_gaps" ("language", "key");
CREATE INDEX "knowledge_gaps_last_asked" ON "knowledge_gaps" ("last_asked_at");

-- What was said before, by its words: replies that agents keep, and those that they sent.
CREATE INDEX "canned_replies_words" ON "canned_replies"
  USING gin (knowledge_bare_words("title" || ' ' || "content"));
CREATE INDEX "message_bodies_bare_words" ON "message_bodies"
  USING gin (knowledge_bare_words("content"));
