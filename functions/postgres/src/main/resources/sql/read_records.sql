-- Records: $1 tenants, $2 types, $3 keys.
select * from fairway.read_records($1, $2, $3)
