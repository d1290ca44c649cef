package dev.fairway.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Calls of one statement, each one transaction, repeated a few times if PostgreSQL asks for that:
/// nothing of a refused transaction stays.
final class Statements {
  /// serialization_failure, deadlock_detected, and unique_violation: two batches stored the same id
  /// at once, the repetition sees the other's.
  private static final Set<String> REPEATABLE = Set.of("40001", "40P01", "23505");

  private static final int REPETITIONS = 6;

  private static final String LONGER = "set local statement_timeout = '60s'";

  private final Databases databases;

  Statements(Databases databases) {
    this.databases = databases;
  }

  <T> Uni<List<T>> rows(
      String database, String statement, Tuple parameters, Function<Row, T> read) {
    String sql = Sql.of(statement);
    return rows(database, connection -> connection.preparedQuery(sql).execute(parameters), read);
  }

  /// The same for what an operator asks once in a while of many rows: it may take longer than what
  /// the way of a task waits for.
  <T> Uni<List<T>> rowsOfMany(
      String database, String statement, Tuple parameters, Function<Row, T> read) {
    String sql = Sql.of(statement);
    return rows(
        database,
        connection ->
            inTransaction(
                connection,
                () ->
                    connection
                        .query(LONGER)
                        .execute()
                        .chain(() -> connection.preparedQuery(sql).execute(parameters))),
        read);
  }

  private static <T> Uni<T> inTransaction(SqlConnection connection, Supplier<Uni<T>> work) {
    return connection
        .begin()
        .chain(transaction ->
            work.get()
                .onFailure()
                .call(() -> transaction.rollback())
                .call(() -> transaction.commit()));
  }

  private <T> Uni<List<T>> rows(
      String database, Function<SqlConnection, Uni<RowSet<Row>>> work, Function<Row, T> read) {
    return databases
        .lend(database, work)
        .onFailure(Statements::repeatable)
        .retry()
        .withBackOff(Duration.ofMillis(5), Duration.ofMillis(200))
        .atMost(REPETITIONS)
        .map(rows -> {
          List<T> values = new ArrayList<>(rows.rowCount());
          for (Row row : rows) values.add(read.apply(row));
          return values;
        });
  }

  /// For statements that always answer one row.
  <T> Uni<T> row(String database, String statement, Tuple parameters, Function<Row, T> read) {
    return rows(database, statement, parameters, read).map(List::getFirst);
  }

  Uni<Void> done(String database, String statement, Tuple parameters) {
    return rows(database, statement, parameters, row -> Boolean.TRUE).replaceWithVoid();
  }

  static Tuple tuple(@Nullable Object... values) {
    Tuple tuple = Tuple.tuple();
    for (Object value : values) tuple.addValue(value);
    return tuple;
  }

  private static boolean repeatable(Throwable failure) {
    return failure instanceof PgException refused && REPEATABLE.contains(refused.getSqlState());
  }
}
