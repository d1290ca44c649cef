package dev.fairway.world.fair.engine;

import dev.fairway.world.Engine;
import dev.fairway.world.fair.Execution;
import dev.fairway.world.fair.Task;
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
      SELECT a.attributes ->> 'description' AS id, (a.attributes ->> 'attempt')::int AS attempt,
        (a.attributes ->> 'dispatched')::bigint AS dispatched,
        (a.attributes ->> 'started')::float8 AS started,
        extract(epoch from s.accepted_at)::float8 * 1000 AS enqueued,
        (a.attributes ->> 'ended')::float8 AS ended
      FROM fairway.activity a JOIN fairway.seen s ON s.id = a.task
      WHERE a.step = '%s' ORDER BY a.seq
      """
          .formatted(Stage.STEP);

  private final Engine engine;

  Journal(Engine engine) {
    this.engine = engine;
  }

  /// Tasks that have ended, in all.
  long ended() {
    try (Connection connection = engine.look(Stage.DATABASE)) {
      return ended(connection);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private static long ended(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ENDED)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// Looks through one connection: opening one costs more than a look.
  ///
  /// @throws IllegalStateException if fewer have ended after `atMost`
  void await(long ended, Duration atMost) {
    long begun = System.nanoTime();
    try (Connection connection = engine.look(Stage.DATABASE)) {
      for (long now = ended(connection); now < ended; now = ended(connection)) {
        if (System.nanoTime() - begun > atMost.toNanos())
          throw new IllegalStateException(
              "ended after " + atMost + ": " + now + " tasks instead of " + ended);
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /// @param tasks whose executions are asked, by id
  List<Execution> executions(Map<String, Task> tasks) {
    List<Execution> executions = new ArrayList<>();
    try (Connection connection = engine.look(Stage.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(EXECUTED)) {
      while (rows.next()) {
        Task task = tasks.get(rows.getString(1));
        if (task != null) executions.add(execution(task, rows));
      }
      return executions;
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private static Execution execution(Task task, ResultSet rows) throws SQLException {
    return new Execution(
        task.id(),
        task.tenant(),
        task.key(),
        rows.getDouble("enqueued"),
        rows.getLong("dispatched"),
        rows.getDouble("started"),
        rows.getDouble("ended"),
        rows.getInt("attempt"));
  }

  private static IllegalStateException unreadable(SQLException why) {
    return new IllegalStateException("the journal cannot be read", why);
  }
}
