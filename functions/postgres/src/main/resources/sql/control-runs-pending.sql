-- Is a run due, or under way without a holder?
select exists (select from fairway.runs_pending()) as pending
