-- Rows $1 of the outbox are published.
select fairway.published($1)
