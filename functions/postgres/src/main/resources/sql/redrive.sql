-- Dead letter $2 of tenant $1 back into its line.
select * from fairway.redrive($1, $2)
