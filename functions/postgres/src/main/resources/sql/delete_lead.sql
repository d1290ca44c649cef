-- Erase lead $2 of tenant $1.
select fairway.delete_lead($1, $2) as o_erased
