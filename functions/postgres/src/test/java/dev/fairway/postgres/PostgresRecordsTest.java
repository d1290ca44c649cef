package dev.fairway.postgres;

import dev.fairway.contracts.RecordsContract;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tasks;
import java.time.Duration;

class PostgresRecordsTest extends RecordsContract {
  private final LeadStore store = LeadStore.get();

  @Override
  protected TaskJournal journal() {
    return new PostgresJournal(store.databases);
  }

  @Override
  protected Leads leads() {
    return new PostgresLeads(store.databases);
  }

  @Override
  protected Tasks tasks() {
    return new PostgresTasks(store.databases);
  }

  @Override
  protected String database() {
    return LeadStore.DATABASE;
  }

  @Override
  protected void advance(Duration by) {
    store.advance(by);
  }

  @Override
  protected Flows flows() {
    return new PostgresFlows(store.databases);
  }

  @Override
  protected Records records() {
    return new PostgresRecords(store.databases);
  }
}
