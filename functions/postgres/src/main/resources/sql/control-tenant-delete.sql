-- A tenant with its campaigns and assets. $1 name
delete from fairway.tenant where name = $1
