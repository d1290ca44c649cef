-- The flows that came back to PUSH within the last $1 milliseconds.
select * from fairway.flows_pushing_again($1)
