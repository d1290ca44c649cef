-- Once a database, by a superuser or the database's owner, before the first migration; may be run again.
-- Nothing is open to every role. What fairway_app may do with each table, the migrations say themselves.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
