-- Create the history's partitions for the next $1 days.
select fairway.activity_partitions($1)
