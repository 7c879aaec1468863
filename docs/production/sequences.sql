-- Set every sequence to the newest id of its table: psql --file=docs/production/sequences.sql "$DATABASE_URL"
-- Logical replication copies rows and no sequences: after a promotion each new record would be given an
-- id that is taken. Run it before anybody writes. To run it again does no harm.
SELECT format('SELECT setval(%L, max(%I)) FROM %I.%I HAVING max(%I) IS NOT NULL',
    sequences.name, sequences.attname, sequences.nspname, sequences.relname, sequences.attname)
FROM (
    SELECT nspname, relname, attname,
        pg_get_serial_sequence(format('%I.%I', nspname, relname), attname) AS name
    FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
    JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = 'public'
    WHERE attnum > 0 AND NOT attisdropped
) AS sequences
WHERE sequences.name IS NOT NULL
\gexec
