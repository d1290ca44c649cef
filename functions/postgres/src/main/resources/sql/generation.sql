-- The generation the fair queue must carry.
select fairway.current_generation() as o_generation
