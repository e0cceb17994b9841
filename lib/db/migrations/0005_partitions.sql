CREATE INDEX "orders_payment" ON "orders" USING btree ("payment","placed_at");--> statement-breakpoint
-- PostgreSQL gets samples and events in partitions of time; the embedded database keeps them whole (docs/decisions/020-partitions.md).
-- What is there is not copied: each old table becomes the partition of everything before a border, a day or more from now.
-- Until then there is one table as before, so that a process of the version before may run beside this one.
DO $$
DECLARE
  one record;
  border timestamptz;
  has_rows boolean;
BEGIN
  IF current_setting('pulseboard.database', true) = 'embedded' THEN RETURN; END IF;
  FOR one IN
    SELECT name, name || '_before' AS before, name || '_rest' AS rest, span, key, former
    FROM (VALUES
      ('samples_1s', interval '1 hour', 'series_id, at', 'samples_1s_series_id_at_pk'),
      ('samples_10s', interval '3 hours', 'series_id, at', 'samples_10s_series_id_at_pk'),
      ('samples_1m', interval '2 days', 'series_id, at', 'samples_1m_series_id_at_pk'),
      ('samples_10m', interval '40 days', 'series_id, at', 'samples_10m_series_id_at_pk'),
      ('samples_1h', interval '40 days', 'series_id, at', 'samples_1h_series_id_at_pk'),
      ('samples_6h', interval '100 days', 'series_id, at', 'samples_6h_series_id_at_pk'),
      ('events', interval '1 day', 'stream, "offset", at', 'events_stream_offset_pk')
    ) AS tables(name, span, key, former)
  LOOP
    EXECUTE format('ALTER TABLE %I RENAME TO %I', one.name, one.before);
    IF one.name = 'events' THEN
      EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', one.before, one.former);
      EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%s)', one.before, one.key);
    ELSE
      EXECUTE format('ALTER TABLE %I RENAME CONSTRAINT %I TO %I', one.before, one.former, one.before || '_pkey');
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS) PARTITION BY RANGE (at)', one.name, one.before);
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%s)', one.name, one.key);
    EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', one.rest, one.name);
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one.before) INTO has_rows;
    IF NOT has_rows THEN
      EXECUTE format('DROP TABLE %I', one.before);
      CONTINUE;
    END IF;
    border := date_bin(one.span, now() + interval '1 day', timestamptz 'epoch') + one.span;
    -- Of a clock that was wrong: the border must not wait for it.
    EXECUTE format('WITH late AS (DELETE FROM %I WHERE at >= $1 RETURNING *) INSERT INTO %I SELECT * FROM late', one.before, one.name) USING border;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (MINVALUE) TO (%L)', one.name, one.before, border);
  END LOOP;
END $$;--> statement-breakpoint
-- A search looks for a piece of a text, which only this index finds among a million orders. Not every PostgreSQL has the extension or lets
-- everybody make it: without it the search reads the orders, and everything else is the same.
DO $$
BEGIN
  IF current_setting('pulseboard.database', true) = 'embedded' THEN RETURN; END IF;
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX orders_search ON orders USING gin (search_public gin_trgm_ops, search_personal gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'no pg_trgm here: %', SQLERRM;
END $$;
