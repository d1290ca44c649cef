package dev.fairway.world.fair.engine;

import dev.fairway.world.Engine;
import dev.fairway.world.fair.engine.Scenario.Task;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// What the engine itself wrote down of a run, by one clock.
final class Journal {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final String ENDED = "SELECT count(*) FROM fairway.seen";
  private static final String EXECUTED =
      """
      SELECT a.attributes ->> 'description', (a.attributes ->> 'attempt')::int,
        (a.attributes ->> 'dispatched')::bigint, (a.attributes ->> 'started')::float8,
        extract(epoch from s.accepted_at)::float8 * 1000, extract(epoch from a.at)::float8 * 1000
      FROM fairway.activity a JOIN fairway.seen s ON s.id = a.task
      WHERE a.step = '%s' ORDER BY a.seq
      """
          .formatted(Stage.STEP);

  private final Engine engine;

  Journal(Engine engine) {
    this.engine = engine;
  }

  /// One execution. Times are milliseconds since the epoch.
  ///
  /// @param dispatched grows in the order in which leases were given
  record Execution(
      String id,
      String tenant,
      String key,
      double enqueued,
      long dispatched,
      double started,
      double ended,
      int attempt) {}

  /// Tasks that have ended, in all.
  long ended() {
    return ask(ENDED, rows -> {
      rows.next();
      return rows.getLong(1);
    });
  }

  /// @throws IllegalStateException if fewer have ended after `atMost`
  void await(long ended, Duration atMost) {
    long begun = System.nanoTime();
    for (long now = ended(); now < ended; now = ended()) {
      if (System.nanoTime() - begun > atMost.toNanos())
        throw new IllegalStateException(
            "ended after " + atMost + ": " + now + " tasks instead of " + ended);
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /// @param tasks whose executions are asked, by id
  List<Execution> executions(Map<String, Task> tasks) {
    return ask(EXECUTED, rows -> {
      List<Execution> executions = new ArrayList<>();
      while (rows.next()) {
        Task task = tasks.get(rows.getString(1));
        if (task == null) continue;
        executions.add(
            new Execution(
                task.id(),
                task.tenant(),
                task.lead(),
                rows.getDouble(5),
                rows.getLong(3),
                rows.getDouble(4),
                rows.getDouble(6),
                rows.getInt(2)));
      }
      return executions;
    });
  }

  private interface Reading<T> {
    T of(ResultSet rows) throws SQLException;
  }

  private <T> T ask(String sql, Reading<T> reading) {
    try (Connection connection = engine.look(Stage.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return reading.of(rows);
    } catch (SQLException e) {
      throw new IllegalStateException("the journal cannot be read", e);
    }
  }
}
