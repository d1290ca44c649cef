-- What the server says about its version and about how durable a commit is. Returns name, setting.
SELECT name, setting FROM pg_settings
WHERE name IN ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'max_locks_per_transaction')
