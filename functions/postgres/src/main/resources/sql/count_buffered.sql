-- Count tasks ($2, may be negative) into the buffers of tenants ($1).
select * from fairway.count_buffered($1, $2)
