package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.TasksContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresTasksTest extends TasksContract {
  private final LeadStore store = LeadStore.get();

  PostgresTasksTest() {
    super(LeadStore.get().ports());
  }

  @Test
  void folding_the_tally_changes_no_count() {
    var upkeep = new Upkeep(store.databases);
    finish(acceptOne("ann", "e1"));
    finish(acceptOne("bob", "e2"));
    await(upkeep.tidy(database));
    finish(acceptOne("ann", "e3"));
    await(upkeep.tidy(database));
    await(upkeep.tidy(database));
    assertThat(await(tasks.counts(database, List.of(tenant))))
        .isEqualTo(Map.of(tenant, Map.of("done", 3L)));
  }
}
