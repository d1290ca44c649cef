-- One line of the audit. $1 tenant, $2 actor, $3 action, $4 subject
insert into fairway.audit (tenant, actor, action, subject) values ($1, $2, $3, $4)
