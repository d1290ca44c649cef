-- How long a statement may take on the connection that it was lent.
select current_setting('statement_timeout') as o_allowed
