-- The next generation, null while another rebuild is at it.
select fairway.rebuild_started() as o_generation
