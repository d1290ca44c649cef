-- Delete record $3 of type $2 of tenant $1.
select fairway.delete_record($1, $2, $3) as o_deleted
