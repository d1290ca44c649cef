package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.Lead;
import dev.fairway.model.Memberships;
import dev.fairway.ports.Leads;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Leads on PostgreSQL: every method is one call of a function of `db/lead`.
@Singleton
public class PostgresLeads implements Leads {
  private final Statements statements;

  @Inject
  public PostgresLeads(Databases databases) {
    this.statements = new Statements(databases);
  }

  @Override
  public Uni<List<Optional<Lead>>> read(String database, List<Address> leads) {
    if (leads.isEmpty()) return Uni.createFrom().item(List.of());
    var tenant = leads.stream().map(Address::tenant).toArray(Integer[]::new);
    var key = leads.stream().map(lead -> Json.text(lead.lead().key())).toArray(String[]::new);
    var address = new @Nullable String[leads.size()];
    for (int i = 0; i < address.length; i++) address[i] = Codes.address(leads.get(i).lead());
    return statements
        .rows(database, "read_leads", tuple(tenant, key, address), Function.identity())
        .map(rows -> {
          List<Optional<Lead>> found =
              new ArrayList<>(Collections.nCopies(leads.size(), Optional.empty()));
          for (Row row : rows)
            found.set(row.getInteger("o_index") - 1, Optional.of(Codes.lead(row)));
          return found;
        });
  }

  @Override
  public Uni<List<Lead>> list(String database, int tenant, Optional<String> after, int limit) {
    return statements.rows(
        database,
        "list_leads",
        tuple(tenant, after.map(Json::text).orElse(null), limit),
        Codes::lead);
  }

  @Override
  public Uni<List<Lead>> members(
      String database, int tenant, Memberships.Key of, long after, int limit) {
    return statements.rows(
        database,
        "list_members",
        tuple(tenant, Json.text(of.toString()), after, limit),
        Codes::lead);
  }

  @Override
  public Uni<List<Lead>> upsert(String database, int tenant, List<Upsert> upserts) {
    if (upserts.isEmpty()) return Uni.createFrom().item(List.of());
    var id = upserts.stream().map(upsert -> Json.text(upsert.id())).toArray(String[]::new);
    var set = new String[upserts.size()];
    var clear = new @Nullable String[upserts.size()];
    var members = new @Nullable String[upserts.size()];
    var replace = new Boolean[upserts.size()];
    for (int i = 0; i < set.length; i++) {
      Upsert upsert = upserts.get(i);
      if (upsert.patch().erase()) throw new IllegalArgumentException("an upsert cannot erase");
      set[i] = Json.object(upsert.patch().set());
      clear[i] = upsert.patch().clear().isEmpty() ? null : Json.array(upsert.patch().clear());
      members[i] = Codes.members(upsert.patch());
      replace[i] = upsert.replace();
    }
    return statements
        .rows(
            database,
            "upsert_leads",
            tuple(tenant, id, set, clear, members, replace),
            Function.identity())
        .map(rows -> {
          Lead[] leads = new Lead[upserts.size()];
          for (Row row : rows) leads[row.getInteger("o_index") - 1] = Codes.lead(row);
          return List.of(leads);
        });
  }

  @Override
  public Uni<Boolean> delete(String database, int tenant, String id) {
    return statements.row(
        database, "delete_lead", tuple(tenant, Json.text(id)), row -> row.getBoolean("o_erased"));
  }

  @Override
  public Uni<Optional<Instant>> entered(String database, int tenant, long lead, int campaign) {
    return statements
        .rows(
            database,
            "entered",
            tuple(tenant, lead, campaign),
            row -> Optional.ofNullable(row.getOffsetDateTime("o_at")).map(at -> at.toInstant()))
        .map(List::getFirst);
  }

  @Override
  public Uni<List<ActivityRow>> activities(
      String database, int tenant, long lead, OptionalLong before, int limit) {
    Long from = before.isPresent() ? Long.valueOf(before.getAsLong()) : null;
    return statements.rows(
        database, "activities", tuple(tenant, lead, from, limit), PostgresLeads::activity);
  }

  static ActivityRow activity(Row row) {
    return new ActivityRow(
        row.getLong("o_seq"),
        row.getOffsetDateTime("o_at").toInstant(),
        row.getString("o_type"),
        Optional.ofNullable(row.getInteger("o_campaign")).map(String::valueOf),
        Optional.ofNullable(row.getUUID("o_task")).map(UUID::toString),
        Optional.ofNullable(row.getString("o_step")),
        Json.read(row.getJsonObject("o_attributes")));
  }
}
