-- Merge lead $2 (address $3) of tenant $1 into lead $4 (address $5); $7, $8: the step's task and progress.
select fairway.merge_leads($1, $2, $3, $4, $5, $6, $7, $8) as o_result
