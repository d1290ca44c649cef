-- Who may call what. Last of all files, so that every function stands already; and by default, for
-- functions that a later migration makes anew.
do $$
begin
  revoke execute on all functions in schema fairway from public;
  alter default privileges revoke execute on functions from public;
  if exists (select from pg_roles where rolname = 'fairway_app') then
    grant execute on all functions in schema fairway to fairway_app;
    alter default privileges in schema fairway grant execute on functions to fairway_app;
    grant update (lead) on fairway.seen, fairway.activity to fairway_app; -- merges
    revoke execute on function fairway.advance_clock(interval) from fairway_app;
  end if;
end $$;
