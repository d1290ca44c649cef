package dev.fairway.postgres;

import dev.fairway.contracts.LeadsContract;

class PostgresLeadsTest extends LeadsContract {
  PostgresLeadsTest() {
    super(LeadStore.get().ports());
  }
}
