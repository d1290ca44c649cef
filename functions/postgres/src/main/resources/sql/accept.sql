-- Journal arrivals; parameters and rows: db/lead/R__accept.sql.
select * from fairway.accept_arrivals($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
