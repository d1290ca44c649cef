-- Move the engine clock forward; answers the whole offset. $1 interval
update clock_offset set amount = amount + $1 returning amount, clock_timestamp() + amount as now
