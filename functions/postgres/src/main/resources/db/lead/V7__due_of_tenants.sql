-- Waits that are due, tenant by tenant: each re-enters only as far as it has room.
create index task_due_of on fairway.task (tenant, due_at) where state = 3;
