package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/// What a lead database needs from time to time, and the local run's hold on its clock.
@Singleton
public class Upkeep {
  private static final int DAYS_AHEAD = 14;
  private static final int BATCH = 5_000;

  private final Statements statements;

  @Inject
  public Upkeep(Databases databases) {
    this.statements = new Statements(databases);
  }

  /// One small slice: partitions of the history for the days ahead, what is older than 14 days
  /// forgotten, the tally folded.
  ///
  /// @return false if there is more to forget
  public Uni<Boolean> tidy(String database) {
    return statements
        .done(database, "activity_partitions", tuple(DAYS_AHEAD))
        .chain(() -> statements.done(database, "fold_tally", tuple()))
        .chain(() ->
            statements.row(
                database, "forget", tuple(BATCH), row -> row.getInteger("o_count") < BATCH));
  }

  /// Move the one clock on. Refused unless the application's role was granted `advance_clock`,
  /// which only the local run does.
  public Uni<Void> advanceClock(String database, Duration by) {
    return statements.done(database, "advance_clock", tuple(by.toMillis()));
  }
}
