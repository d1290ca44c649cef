-- Once a database, by a superuser or the database's owner, before the first migration; may be run again.
-- Whatever fairway_owner creates later, fairway_app may read and write. Only the owner changes the schema.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO fairway_owner;
GRANT USAGE ON SCHEMA public TO fairway_app;

ALTER DEFAULT PRIVILEGES FOR ROLE fairway_owner IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fairway_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fairway_owner IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO fairway_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fairway_owner IN SCHEMA public
  GRANT EXECUTE ON FUNCTIONS TO fairway_app;
