-- Unfinished tasks of tenant $1's campaign $2 to version $3, from versions $4, at steps ($5 version, $6 step);
-- $7 most at once, $8 most stranded to show, $9 dry run.
select * from fairway.migrate_tasks($1, $2, $3, $4, $5, $6, $7, $8, $9)
