package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.TenantRecord.Key;
import dev.fairway.ports.Records;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Records on PostgreSQL: every method is one call of a function of `db/lead`.
@Singleton
public class PostgresRecords implements Records {
  private final Statements statements;

  @Inject
  public PostgresRecords(Databases databases) {
    this.statements = new Statements(databases);
  }

  @Override
  public Uni<List<TenantRecord>> find(String database, List<Address> records) {
    if (records.isEmpty()) return Uni.createFrom().item(List.of());
    Tuple parameters = tuple();
    addTo(parameters, records);
    return statements
        .rows(database, "read_records", parameters, Function.identity())
        .map(rows -> {
          List<TenantRecord> found = new ArrayList<>();
          for (Address address : records) found.add(TenantRecord.none(address.key()));
          for (Row row : rows) {
            int index = row.getInteger("o_index") - 1;
            found.set(index, record(row, records.get(index).key()));
          }
          return found;
        });
  }

  /// As arrays of tenants, types and keys.
  static void addTo(Tuple tuple, List<Address> records) {
    tuple.addValue(records.stream().map(Address::tenant).toArray(Integer[]::new));
    tuple.addValue(records.stream().map(each -> each.key().type()).toArray(String[]::new));
    tuple.addValue(
        records.stream().map(each -> Json.text(each.key().key())).toArray(String[]::new));
  }

  @Override
  public Uni<List<TenantRecord>> list(
      String database, int tenant, String type, Optional<String> after, int limit) {
    return statements.rows(
        database,
        "list_records",
        tuple(tenant, type, after.map(Json::text).orElse(null), limit),
        row -> record(row, new Key(type, row.getString("o_key"))));
  }

  @Override
  public Uni<TenantRecord> upsert(
      String database, int tenant, Key key, LeadPatch patch, boolean replace) {
    return statements.row(
        database,
        "upsert_record",
        tuple(
            tenant,
            key.type(),
            Json.text(key.key()),
            Json.object(patch.set()),
            Json.array(patch.clear()),
            replace),
        row -> record(row, key));
  }

  @Override
  public Uni<Boolean> delete(String database, int tenant, Key key) {
    return statements.row(
        database,
        "delete_record",
        tuple(tenant, key.type(), Json.text(key.key())),
        row -> row.getBoolean("o_deleted"));
  }

  private static TenantRecord record(Row row, Key key) {
    return new TenantRecord(
        key, row.getLong("o_version"), Json.read(row.getJsonObject("o_fields")));
  }
}
