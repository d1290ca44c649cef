-- What a tenant's flow tells besides push or pull: since when, and how many tasks its buffer holds,
-- about.
alter table fairway.flow
  add column buffered bigint not null default 0,
  add column since timestamptz not null default now();
alter table fairway.flow set (fillfactor = 50); -- the count changes often and in place
