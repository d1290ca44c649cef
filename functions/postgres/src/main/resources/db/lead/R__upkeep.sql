-- What a lead database needs from time to time, beside fairway.forget.

-- Fold what statements wrote to the tally into one row a tenant and state.
create or replace function fairway.fold_tally() returns void
language plpgsql volatile security definer
set search_path = fairway, pg_temp
as $$
begin
  perform set_config('fairway.engine', 'on', true);
  with folded as (
    delete from fairway.tally returning tenant, state, ended
  )
  insert into fairway.tally (tenant, state, ended)
    select f.tenant, f.state, sum(f.ended) from folded f group by f.tenant, f.state;
end $$;
