-- Once a server, by a superuser; may be run again (it then changes passwords and settings).
-- Settings read: fairway.owner_password, fairway.app_password (custom settings of the session).
-- fairway_owner owns the databases and migrates them. fairway_app is what functions log in as: it owns nothing, is no
-- superuser and cannot bypass row-level security, so that a mistake in a function stays inside its tenants.

DO $roles$
DECLARE
  account text;
BEGIN
  FOREACH account IN ARRAY ARRAY['fairway_owner', 'fairway_app'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = account) THEN
      EXECUTE format('CREATE ROLE %I', account);
    END IF;
  END LOOP;
  EXECUTE format('ALTER ROLE fairway_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD %L',
    current_setting('fairway.owner_password'));
  EXECUTE format('ALTER ROLE fairway_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD %L',
    current_setting('fairway.app_password'));
END
$roles$;

-- A session that hangs must not hold a snapshot or a lock: the order fence reads everything since the oldest one.
ALTER ROLE fairway_app SET statement_timeout = '5s';
ALTER ROLE fairway_app SET lock_timeout = '5s';
ALTER ROLE fairway_app SET idle_in_transaction_session_timeout = '5s';

-- Over all databases of the server: what the functions can open at most (sum of max-scale x pool size, three databases: 258) and
-- some of a revision that is being replaced. The rest of max_connections is the owner's and an operator's, whatever scales up.
ALTER ROLE fairway_app CONNECTION LIMIT 280;
