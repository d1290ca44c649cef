-- Whether the server has a database. Parameters: 1 its name. Returns one row, or none.
SELECT 1 FROM pg_database WHERE datname = ?
