-- The earliest due time of a wait, or null.
select fairway.next_due() as o_due
