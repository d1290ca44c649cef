package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class StatementsTest {
  private final Statements statements = new Statements(LeadStore.get().databases);

  private static final Function<Row, String> ALLOWED = row -> row.getString("o_allowed");

  private static List<String> await(Uni<List<String>> rows) {
    return rows.await().atMost(Duration.ofSeconds(30));
  }

  /// As many of each as there are connections, so that every one has been used for both.
  @Test
  void what_asks_for_many_rows_may_take_longer_and_nothing_else() {
    for (int i = 0; i < 8; i++) {
      assertThat(
              await(statements.rowsOfMany(LeadStore.DATABASE, "allowed", Tuple.tuple(), ALLOWED)))
          .containsExactly("1min");
      assertThat(await(statements.rows(LeadStore.DATABASE, "allowed", Tuple.tuple(), ALLOWED)))
          .containsExactly("5s");
    }
  }
}
