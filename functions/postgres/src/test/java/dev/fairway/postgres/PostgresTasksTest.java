package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.TasksContract;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresTasksTest extends TasksContract {
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

  @Test
  void folding_the_tally_changes_no_count() {
    var upkeep = new Upkeep(store.databases);
    finish(acceptOne("ann", "e1"));
    finish(acceptOne("bob", "e2"));
    await(upkeep.tidy(database()));
    finish(acceptOne("ann", "e3"));
    await(upkeep.tidy(database()));
    await(upkeep.tidy(database()));
    assertThat(await(tasks().counts(database(), List.of(tenant))))
        .isEqualTo(Map.of(tenant, Map.of("done", 3L)));
  }
}
