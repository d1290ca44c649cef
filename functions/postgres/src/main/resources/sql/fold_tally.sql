-- Fold the tally into one row a tenant and state.
select fairway.fold_tally()
