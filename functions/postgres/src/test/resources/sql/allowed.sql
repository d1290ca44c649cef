select current_setting('statement_timeout') as o_allowed
