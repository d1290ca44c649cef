-- One pending run, for so long. $1 milliseconds
select r.*, c.name, fairway.scheduled(r.tenant, r.campaign) as definition
from fairway.run_hold($1::bigint * interval '1 millisecond') r join fairway.campaign c on c.tenant = r.tenant and c.number = r.campaign
