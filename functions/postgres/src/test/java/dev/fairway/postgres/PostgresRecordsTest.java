package dev.fairway.postgres;

import dev.fairway.contracts.RecordsContract;

class PostgresRecordsTest extends RecordsContract {
  PostgresRecordsTest() {
    super(LeadStore.get().ports());
  }
}
