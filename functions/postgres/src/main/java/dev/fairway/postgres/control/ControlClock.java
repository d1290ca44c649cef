package dev.fairway.postgres.control;

import dev.fairway.ports.LocalClock;
import dev.fairway.postgres.Databases;
import dev.fairway.postgres.Sql;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// The local run's clock: the control database has the offset, the lead databases follow it.
@Singleton
public final class ControlClock implements LocalClock {
  private final Databases databases;
  private final ControlDatabase control;

  ControlClock(Databases databases, ControlDatabase control) {
    this.databases = databases;
    this.control = control;
  }

  @Override
  public Uni<Reading> advance(Duration by) {
    return control
        .run("control-clock-advance", micros(by))
        .flatMap(moved -> control.one("control-clock", ControlClock::reading))
        .call(reading -> follow(reading.offset()));
  }

  private Uni<Void> follow(Duration offset) {
    return Multi.createFrom()
        .iterable(databases.leadDatabases())
        .onItem()
        .transformToUniAndConcatenate(database ->
            databases.lend(
                database,
                connection ->
                    connection
                        .preparedQuery(Sql.of("control-clock-follow"))
                        .execute(Tuple.of(micros(offset)))))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Reading reading(Row row) {
    return new Reading(
        Duration.of(row.getLong("offset_us"), ChronoUnit.MICROS),
        row.getOffsetDateTime("now").toInstant());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
