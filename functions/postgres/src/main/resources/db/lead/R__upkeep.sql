-- What a lead database needs from time to time.

-- Forget ended tasks and recorded events older than 14 days, at most so many of each, and fold the
-- tally. Returns how many went.
create or replace function fairway.forget(a_limit int) returns int
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
declare
  v_before timestamptz := fairway.fairway_now() - interval '14 days';
  v_seen int;
  v_heard int;
begin
  perform set_config('fairway.engine', 'on', true);
  with folded as (
    delete from fairway.tally returning tenant, state, ended
  )
  insert into fairway.tally (tenant, state, ended)
    select f.tenant, f.state, sum(f.ended) from folded f group by f.tenant, f.state;
  delete from fairway.seen where id in (select id from fairway.seen where ended_at < v_before limit a_limit);
  get diagnostics v_seen = row_count;
  delete from fairway.heard where key in (select key from fairway.heard where at < v_before limit a_limit);
  get diagnostics v_heard = row_count;
  return v_seen + v_heard;
end $$;
