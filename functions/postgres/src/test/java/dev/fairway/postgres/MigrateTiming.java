package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.ports.Tasks;
import dev.fairway.ports.Tasks.Migrated;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Prints how long the most tasks that migrate at once take, narrow and as wide as a row is before
/// it is compressed; migrations may take 60 s, other statements 5. Run it by hand,
/// `-Dtest=MigrateTiming`: a machine's speed proves nothing in a test.
class MigrateTiming {
  private static final int TASKS = 100_000;

  private final LeadStore store = LeadStore.get();

  @ParameterizedTest
  @CsvSource({"77000001, 500", "77000002, 1600"})
  void the_most_tasks_that_move_at_once(int tenant, int bytes) throws SQLException {
    try (var admin = store.superuser();
        var statement = admin.createStatement()) {
      statement.execute(
          """
          insert into fairway.task (id, tenant, campaign, version, lead, position, state, family,
              priority, at, due_at, accepted_at, digest, event)
            select gen_random_uuid(), %d, 7, 1, n, n, 3, 0, 1, 'wait', now() + interval '1 day', now(),
                gen_random_uuid(), jsonb_build_object('data', repeat('x', %d))
              from generate_series(1, %d) n\
          """
              .formatted(tenant, bytes, TASKS));
      statement.execute("vacuum analyze fairway.task");
    }
    print(tenant, bytes, 1, true);
    for (int version = 1; version <= 3; version++) print(tenant, bytes, version, false);
  }

  private void print(int tenant, int bytes, int from, boolean dryRun) {
    var steps = Map.of(from, Set.of("wait"));
    long start = System.nanoTime();
    Migrated answer =
        new PostgresTasks(store.databases)
            .migrate(
                LeadStore.DATABASE, tenant, new Tasks.Migration(7, from + 1, steps, TASKS, dryRun))
            .await()
            .atMost(Duration.ofMinutes(2));
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(answer).isEqualTo(new Migrated.Told(TASKS, 0, List.of()));
    System.out.printf(
        "%,d tasks of %,d bytes, %s: %,d ms%n", TASKS, bytes, dryRun ? "dry run" : "moved", millis);
  }
}
