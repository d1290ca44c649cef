-- Everything a tenant defined besides campaigns. $1 tenant
select kind, name, spec from asset where tenant = $1 order by kind, name
