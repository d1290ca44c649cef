package dev.fairway.postgres.control;

import dev.fairway.postgres.Databases;
import dev.fairway.postgres.Sql;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// One statement of `resources/sql` on one connection: all that the control adapters ever do.
@Singleton
final class ControlDatabase {
  private final Databases databases;

  ControlDatabase(Databases databases) {
    this.databases = databases;
  }

  Uni<RowSet<Row>> run(String statement, @Nullable Object... parameters) {
    return databases.lend(
        Databases.CONTROL,
        connection -> connection.preparedQuery(Sql.of(statement)).execute(Tuple.from(parameters)));
  }

  <T> Uni<List<T>> all(String statement, Function<Row, T> read, @Nullable Object... parameters) {
    return run(statement, parameters)
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(read).toList());
  }

  <T> Uni<Optional<T>> first(
      String statement, Function<Row, T> read, @Nullable Object... parameters) {
    return all(statement, read, parameters).map(rows -> rows.stream().findFirst());
  }

  <T> Uni<T> one(String statement, Function<Row, T> read, @Nullable Object... parameters) {
    return all(statement, read, parameters).map(List::getFirst);
  }
}
