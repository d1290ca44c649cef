-- Everything a tenant defined besides campaigns. $1 tenant
select kind, name, spec from fairway.asset where tenant = $1 order by kind, name
