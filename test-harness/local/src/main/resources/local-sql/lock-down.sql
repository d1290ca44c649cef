-- Gives the superuser its password and makes the server read pg_hba.conf again, which asks for passwords from then on.
-- Settings read: fairway.superuser_password.
DO $password$
BEGIN
  EXECUTE format('ALTER ROLE postgres PASSWORD %L', current_setting('fairway.superuser_password'));
END
$password$;
SELECT pg_reload_conf();
