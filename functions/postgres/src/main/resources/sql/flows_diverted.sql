-- The flows that are not in PUSH.
select * from fairway.flows_diverted()
