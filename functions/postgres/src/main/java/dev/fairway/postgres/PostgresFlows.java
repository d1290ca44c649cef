package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.flow.FlowState;
import dev.fairway.model.flow.FlowState.Mode;
import dev.fairway.ports.Flows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The flows on PostgreSQL, in each tenant's lead database.
@Singleton
public class PostgresFlows implements Flows {
  private final Statements statements;

  @Inject
  public PostgresFlows(Databases databases) {
    this.statements = new Statements(databases);
  }

  @Override
  public Uni<List<TenantFlow>> of(String database, Collection<Integer> tenants) {
    Object numbers = tenants.stream().distinct().toArray(Integer[]::new);
    return statements.rows(database, "flows", tuple(numbers), PostgresFlows::flow);
  }

  @Override
  public Uni<List<TenantFlow>> diverted(String database) {
    return statements.rows(database, "flows_diverted", tuple(), PostgresFlows::flow);
  }

  @Override
  public Uni<List<TenantFlow>> pushingAgain(String database, Duration within) {
    return statements.rows(
        database, "flows_pushing_again", tuple(within.toMillis()), PostgresFlows::flow);
  }

  @Override
  public Uni<Boolean> move(String database, int tenant, FlowState from, FlowState to) {
    return statements.row(
        database,
        "move_flow",
        tuple(tenant, code(from.mode()), from.epoch(), code(to.mode()), to.epoch()),
        row -> row.getBoolean("o_moved"));
  }

  @Override
  public Uni<List<TenantFlow>> count(String database, Map<Integer, Integer> tasks) {
    var sorted = new TreeMap<>(tasks);
    Object tenants = sorted.keySet().toArray(Integer[]::new);
    Object counts = sorted.values().stream().map(Integer::longValue).toArray(Long[]::new);
    return statements.rows(database, "count_buffered", tuple(tenants, counts), PostgresFlows::flow);
  }

  private static TenantFlow flow(Row row) {
    return new TenantFlow(
        row.getInteger("o_tenant"),
        state(row),
        row.getLong("o_buffered"),
        row.getOffsetDateTime("o_since").toInstant());
  }

  private static FlowState state(Row row) {
    Mode mode =
        switch (row.getShort("o_mode")) {
          case 0 -> Mode.PUSH;
          case 1 -> Mode.PULL;
          case 2 -> Mode.CLOSING;
          default -> throw new IllegalStateException("flow of mode=" + row.getShort("o_mode"));
        };
    return new FlowState(mode, row.getLong("o_epoch"));
  }

  private static short code(Mode mode) {
    return switch (mode) {
      case PUSH -> 0;
      case PULL -> 1;
      case CLOSING -> 2;
    };
  }
}
