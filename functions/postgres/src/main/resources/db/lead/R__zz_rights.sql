-- Who may call what. Last of all files, so that every function stands already.
do $$
begin
  revoke execute on all functions in schema fairway from public;
  if exists (select from pg_roles where rolname = 'fairway_app') then
    grant execute on all functions in schema fairway to fairway_app;
    revoke execute on function fairway.advance_clock(interval) from fairway_app;
  end if;
end $$;
