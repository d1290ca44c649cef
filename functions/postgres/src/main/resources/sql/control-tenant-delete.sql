-- A tenant with its campaigns and assets. $1 name
delete from tenant where name = $1
