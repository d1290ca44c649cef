-- Events to publish, oldest first: at least $1 milliseconds old, at most $2.
select * from fairway.outbox_rows($1, $2)
