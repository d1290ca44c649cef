package dev.fairway.world.bench;

import dev.fairway.world.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/// When the tasks of a run ended, as the journal has it. Asked when all have, so that the question
/// costs the run nothing. Engine and load share one clock.
final class Ended {
  private static final List<String> DATABASES = List.of("leads1", "leads2");
  private static final String SQL =
      "SELECT ended_at FROM fairway.seen WHERE ended_at >= ? AND state = 10";

  private final long[] millis;

  /// @param since nothing of the run was sent before
  Ended(Engine engine, Instant since) {
    millis = DATABASES.stream().flatMapToLong(d -> read(engine, d, since)).toArray();
  }

  private static LongStream read(Engine engine, String database, Instant since) {
    var times = LongStream.builder();
    try (Connection connection = engine.look(database);
        PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setTimestamp(1, Timestamp.from(since));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) times.add(rows.getTimestamp(1).getTime());
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the journal of " + database + " cannot be read", e);
    }
    return times.build();
  }

  long inAll() {
    return millis.length;
  }

  /// @param to exclusive
  long between(Instant from, Instant to) {
    long first = from.toEpochMilli();
    long end = to.toEpochMilli();
    return LongStream.of(millis).filter(at -> at >= first && at < end).count();
  }
}
