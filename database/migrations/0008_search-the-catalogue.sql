-- Words with typing errors are found by trigrams; the extension is a trusted one: the database's owner may make it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "catalogue_entries" (
	"kind" text NOT NULL,
	"provider_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name_fr" text NOT NULL,
	"name_en" text NOT NULL,
	"description_fr" text NOT NULL,
	"description_en" text NOT NULL,
	"tags" text[] NOT NULL,
	"environments" text[] NOT NULL,
	"types" text[] NOT NULL,
	"versions" text[] NOT NULL,
	"deprecated" boolean NOT NULL,
	"document" "tsvector" NOT NULL,
	CONSTRAINT "catalogue_entries_provider_id_kind_slug_pk" PRIMARY KEY("provider_id","kind","slug")
);
--> statement-breakpoint
CREATE TABLE "catalogue_words" (
	"word" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE INDEX "catalogue_entries_document" ON "catalogue_entries" USING gin ("document");--> statement-breakpoint
CREATE INDEX "catalogue_words_similar" ON "catalogue_words" USING gin ("word" gin_trgm_ops);
--> statement-breakpoint
-- Written by hand: the functions and triggers that keep catalogue_entries and catalogue_words.
CREATE FUNCTION "catalogue_words_in"(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	-- Letters without accents (NFKD, combining marks away) and without capitals; what is neither letter nor digit parts words.
	SELECT coalesce(array_agg(left(word, 64)), '{}') FROM regexp_split_to_table(
		regexp_replace(lower(normalize(
			replace(replace(replace(replace(given, 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), NFKD)),
			'[\u0300-\u036f]', '', 'g'),
		'[^[:alnum:]]+') AS word WHERE word <> ''
$$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_document"(names text, labels text, descriptions text, operations text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	-- A tsvector holds at most a megabyte of words: long texts are cut.
	SELECT setweight(to_tsvector('simple', array_to_string(catalogue_words_in(left(names, 5000)), ' ')), 'A')
		|| setweight(to_tsvector('simple', array_to_string(catalogue_words_in(left(labels, 20000)), ' ')), 'B')
		|| setweight(to_tsvector('simple', array_to_string(catalogue_words_in(left(descriptions, 50000)), ' ')), 'C')
		|| setweight(to_tsvector('simple', array_to_string(catalogue_words_in(left(operations, 200000)), ' ')), 'D')
$$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_operations_in"(contract jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	-- Paths, summaries, descriptions and names of operations; getHealthCheck is read as its words too.
	SELECT coalesce(string_agg(found || ' ' || regexp_replace(found, '([[:lower:][:digit:]])([[:upper:]])', '\1 \2', 'g'), ' '), '')
		FROM (SELECT text #>> '{}' AS found FROM (
			SELECT jsonb_path_query(contract, 'lax $.paths.keyvalue().key', '{}', true) AS text
			UNION ALL SELECT jsonb_path_query(contract, 'lax $.paths.*.*.summary', '{}', true)
			UNION ALL SELECT jsonb_path_query(contract, 'lax $.paths.*.*.description', '{}', true)
			UNION ALL SELECT jsonb_path_query(contract, 'lax $.paths.*.*.operationId', '{}', true)) AS texts
			WHERE jsonb_typeof(text) = 'string') AS strings
$$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_learn_words"(document tsvector) RETURNS void LANGUAGE plpgsql AS $$
DECLARE fresh text[];
BEGIN
	SELECT array_agg(lexeme ORDER BY lexeme) INTO fresh FROM unnest(document)
		WHERE length(lexeme) BETWEEN 3 AND 40 AND lexeme !~ '^[0-9]+$'
			AND NOT EXISTS (SELECT FROM catalogue_words WHERE word = lexeme);
	IF fresh IS NULL THEN RETURN; END IF;
	-- Who adds words waits for whoever changes the registry: two adding the same ones crosswise would wait for each other.
	PERFORM FROM registry_revision FOR UPDATE;
	INSERT INTO catalogue_words SELECT unnest(fresh) ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_refresh_product"(refreshed uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE written tsvector;
BEGIN
	INSERT INTO catalogue_entries AS entry SELECT 'product', product.provider_id, product.slug,
		product.name_fr, product.name_en, product.description_fr, product.description_en,
		coalesce((SELECT array_agg(DISTINCT tag ORDER BY tag) FROM unnest(held.ids) AS held_id
			JOIN apis ON apis.id = held_id, unnest(apis.tags) AS tag), '{}'),
		coalesce((SELECT array_agg(DISTINCT environment ORDER BY environment DESC) FROM deployments WHERE api_id = ANY (held.ids)), '{}'),
		coalesce(held.types, '{}'), coalesce(held.names, '{}'), coalesce(held.deprecated, false),
		catalogue_document(
			concat_ws(' ', product.slug, product.name_fr, product.name_en),
			concat_ws(' ', provider.slug, provider.name_fr, provider.name_en, held.words),
			concat_ws(' ', product.description_fr, product.description_en), '')
		FROM products AS product
		JOIN providers AS provider ON provider.id = product.provider_id,
		LATERAL (SELECT array_agg(api.id) AS ids, array_agg(DISTINCT api.type ORDER BY api.type) AS types,
			array_agg(api.slug || '@' || api.version ORDER BY api.slug, api.version) AS names,
			bool_and(api.status = 'deprecated') AS deprecated,
			string_agg(concat_ws(' ', api.slug, api.name_fr, api.name_en, array_to_string(api.tags, ' ')), ' ') AS words
			FROM product_apis JOIN apis AS api ON api.id = product_apis.api_id
			WHERE product_apis.product_id = product.id AND api.status IN ('published', 'deprecated')) AS held
		WHERE product.id = refreshed AND product.retired_at IS NULL
	ON CONFLICT (provider_id, kind, slug) DO UPDATE SET
		name_fr = excluded.name_fr, name_en = excluded.name_en,
		description_fr = excluded.description_fr, description_en = excluded.description_en,
		tags = excluded.tags, environments = excluded.environments, types = excluded.types,
		versions = excluded.versions, deprecated = excluded.deprecated, document = excluded.document
	RETURNING entry.document INTO written;
	IF written IS NOT NULL THEN
		PERFORM catalogue_learn_words(written);
	ELSE
		DELETE FROM catalogue_entries USING products AS product
			WHERE product.id = refreshed AND kind = 'product'
				AND catalogue_entries.provider_id = product.provider_id AND catalogue_entries.slug = product.slug;
	END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_refresh_api"(of_provider uuid, of_slug text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE written tsvector;
BEGIN
	INSERT INTO catalogue_entries AS entry SELECT 'api', of_provider, of_slug,
		newest.name_fr, newest.name_en, newest.description_fr, newest.description_en,
		coalesce((SELECT array_agg(DISTINCT tag ORDER BY tag) FROM apis, unnest(apis.tags) AS tag WHERE apis.id = ANY (every.ids)), '{}'),
		coalesce((SELECT array_agg(DISTINCT environment ORDER BY environment DESC) FROM deployments WHERE api_id = ANY (every.ids)), '{}'),
		every.types, every.versions, newest.status = 'deprecated',
		catalogue_document(
			concat_ws(' ', of_slug, every.names),
			concat_ws(' ', provider.slug, provider.name_fr, provider.name_en, every.tags),
			every.descriptions, every.operations)
		FROM providers AS provider,
		LATERAL (SELECT array_agg(id) AS ids, array_agg(DISTINCT type ORDER BY type) AS types,
			array_agg(version ORDER BY added_at DESC, version DESC) AS versions,
			string_agg(name_fr || ' ' || name_en, ' ') AS names,
			string_agg(array_to_string(apis.tags, ' '), ' ') AS tags,
			string_agg(description_fr || ' ' || description_en, ' ') AS descriptions,
			string_agg(catalogue_operations_in(contract), ' ') AS operations
			FROM apis WHERE provider_id = of_provider AND slug = of_slug AND status IN ('published', 'deprecated')) AS every,
		LATERAL (SELECT * FROM apis WHERE apis.id = ANY (every.ids)
			ORDER BY status = 'published' DESC, added_at DESC, version DESC LIMIT 1) AS newest
		WHERE provider.id = of_provider
	ON CONFLICT (provider_id, kind, slug) DO UPDATE SET
		name_fr = excluded.name_fr, name_en = excluded.name_en,
		description_fr = excluded.description_fr, description_en = excluded.description_en,
		tags = excluded.tags, environments = excluded.environments, types = excluded.types,
		versions = excluded.versions, deprecated = excluded.deprecated, document = excluded.document
	RETURNING entry.document INTO written;
	IF written IS NOT NULL THEN
		PERFORM catalogue_learn_words(written);
	ELSE
		DELETE FROM catalogue_entries WHERE kind = 'api' AND provider_id = of_provider AND slug = of_slug;
	END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_follow_api"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM catalogue_refresh_api(new.provider_id, new.slug);
	PERFORM catalogue_refresh_product(product_id) FROM product_apis WHERE api_id = new.id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_follow_deployment"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved uuid := CASE WHEN tg_op = 'DELETE' THEN old.api_id ELSE new.api_id END;
BEGIN
	-- Only the environments: the documents know nothing of deployments.
	UPDATE catalogue_entries AS entry SET environments = coalesce((
		SELECT array_agg(DISTINCT deployment.environment ORDER BY deployment.environment DESC)
			FROM deployments AS deployment JOIN apis AS version ON version.id = deployment.api_id
			WHERE version.provider_id = api.provider_id AND version.slug = api.slug
				AND version.status IN ('published', 'deprecated')), '{}')
		FROM apis AS api
		WHERE api.id = moved AND entry.provider_id = api.provider_id AND entry.kind = 'api' AND entry.slug = api.slug;
	UPDATE catalogue_entries AS entry SET environments = coalesce((
		SELECT array_agg(DISTINCT deployment.environment ORDER BY deployment.environment DESC)
			FROM product_apis AS held JOIN apis AS version ON version.id = held.api_id
			JOIN deployments AS deployment ON deployment.api_id = version.id
			WHERE held.product_id = product.id AND version.status IN ('published', 'deprecated')), '{}')
		FROM products AS product JOIN product_apis ON product_apis.product_id = product.id
		WHERE product_apis.api_id = moved AND entry.provider_id = product.provider_id AND entry.kind = 'product'
			AND entry.slug = product.slug;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_follow_product"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM catalogue_refresh_product(new.id);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_follow_product_api"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM catalogue_refresh_product(CASE WHEN tg_op = 'DELETE' THEN old.product_id ELSE new.product_id END);
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION "catalogue_follow_provider"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM catalogue_refresh_api(new.id, slug) FROM (SELECT DISTINCT slug FROM apis WHERE provider_id = new.id) AS offered;
	PERFORM catalogue_refresh_product(id) FROM products WHERE provider_id = new.id;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "catalogue" AFTER INSERT OR UPDATE ON "apis" FOR EACH ROW EXECUTE FUNCTION catalogue_follow_api();
--> statement-breakpoint
CREATE TRIGGER "catalogue" AFTER INSERT OR UPDATE OR DELETE ON "deployments" FOR EACH ROW EXECUTE FUNCTION catalogue_follow_deployment();
--> statement-breakpoint
CREATE TRIGGER "catalogue" AFTER INSERT OR UPDATE ON "products" FOR EACH ROW EXECUTE FUNCTION catalogue_follow_product();
--> statement-breakpoint
CREATE TRIGGER "catalogue" AFTER INSERT OR DELETE ON "product_apis" FOR EACH ROW EXECUTE FUNCTION catalogue_follow_product_api();
--> statement-breakpoint
CREATE TRIGGER "catalogue" AFTER UPDATE OF "slug", "name_fr", "name_en" ON "providers" FOR EACH ROW EXECUTE FUNCTION catalogue_follow_provider();
--> statement-breakpoint
DO $$
BEGIN
	PERFORM catalogue_refresh_api(provider_id, slug) FROM (SELECT DISTINCT provider_id, slug FROM apis) AS offered;
	PERFORM catalogue_refresh_product(id) FROM products;
END $$;
