package dev.fairway.postgres.control;

import dev.fairway.model.Tenant;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Tenants, one row each.
@Singleton
public final class ControlTenants implements Tenants {
  private final ControlDatabase control;

  ControlTenants(ControlDatabase control) {
    this.control = control;
  }

  @Override
  public Uni<List<Tenant>> named(Collection<String> names) {
    if (names.isEmpty()) return Uni.createFrom().item(List.of());
    return control.all(
        "control-tenants-named", ControlTenants::fromRow, (Object) names.toArray(String[]::new));
  }

  @Override
  public Uni<List<Tenant>> numbered(Collection<Integer> numbers) {
    if (numbers.isEmpty()) return Uni.createFrom().item(List.of());
    return control.all(
        "control-tenants-numbered",
        ControlTenants::fromRow,
        (Object) numbers.toArray(Integer[]::new));
  }

  @Override
  public Uni<List<Tenant>> list(Optional<String> after, int limit) {
    return control.all("control-tenants-list", ControlTenants::fromRow, after.orElse(""), limit);
  }

  @Override
  public Uni<Tenant> put(String name, Tenant.Settings s) {
    return control.one(
        "control-tenant-put",
        ControlTenants::fromRow,
        name,
        s.weight(),
        s.maxInFlight(),
        s.ratePerSecond(),
        s.burst(),
        s.pushWindow().isPresent() ? s.pushWindow().getAsInt() : null,
        s.maxBuffered(),
        s.database(),
        s.zone().getId(),
        label(s.unknownLead()),
        s.communicationLimit().perDay(),
        s.communicationLimit().per7Days(),
        s.retentionDays(),
        label(s.state()));
  }

  @Override
  public Uni<Boolean> delete(String name) {
    return control.run("control-tenant-delete", name).map(rows -> rows.rowCount() > 0);
  }

  @Override
  public Uni<Map<String, Long>> perDatabase() {
    return control
        .all(
            "control-tenants-per-database",
            row -> Map.entry(row.getString("database"), row.getLong("tenants")))
        .map(rows ->
            rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Tenant fromRow(Row row) {
    Integer window = row.getInteger("push_window");
    var settings =
        new Tenant.Settings(
            row.getInteger("weight"),
            row.getInteger("max_in_flight"),
            row.getInteger("rate_per_second"),
            row.getInteger("burst"),
            window == null ? OptionalInt.empty() : OptionalInt.of(window),
            row.getInteger("max_buffered"),
            row.getString("database"),
            ZoneId.of(row.getString("zone")),
            Tenant.UnknownLead.valueOf(constant(row.getString("unknown_lead"))),
            new Tenant.CommunicationLimit(
                row.getInteger("mails_per_day"), row.getInteger("mails_per_7_days")),
            row.getInteger("retention_days"),
            Tenant.State.valueOf(constant(row.getString("state"))));
    return new Tenant(
        row.getInteger("number"), row.getString("name"), row.getLong("stamp"), settings);
  }

  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String constant(String label) {
    return label.toUpperCase(Locale.ROOT);
  }
}
