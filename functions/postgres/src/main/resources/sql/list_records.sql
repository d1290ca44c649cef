-- Records of tenant $1 and type $2 behind key $3, at most $4.
select * from fairway.list_records($1, $2, $3, $4)
