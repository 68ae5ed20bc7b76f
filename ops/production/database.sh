#!/bin/bash
# Run once by the postgres image when its data folder is empty: the five roles and the database.
set -euo pipefail

password() { cat "/run/secrets/$1"; }

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner="$(password owner_password)" \
    --set app="$(password app_password)" \
    --set public="$(password public_password)" \
    --set signer="$(password signer_password)" \
    --set vault="$(password vault_password)" <<'SQL'
CREATE ROLE portal_owner LOGIN PASSWORD :'owner';
CREATE ROLE portal_app LOGIN PASSWORD :'app';
CREATE ROLE portal_public LOGIN PASSWORD :'public';
CREATE ROLE portal_signer LOGIN PASSWORD :'signer';
CREATE ROLE portal_vault LOGIN PASSWORD :'vault';
CREATE DATABASE portal OWNER portal_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_app, portal_public, portal_signer, portal_vault;
SQL

# A locale under which trigrams of Chinese text vanish must not go unnoticed.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname portal <<'SQL'
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION unaccent;
DO $$ BEGIN
    IF cardinality(show_trgm('沈阳市')) = 0 THEN
        RAISE EXCEPTION 'lc_ctype of this cluster cannot search Chinese text';
    END IF;
END $$;
SQL
