-- Events to publish, oldest first, at most $1.
select * from fairway.outbox_rows($1)
