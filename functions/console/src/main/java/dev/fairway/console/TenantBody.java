package dev.fairway.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Nearest;
import dev.fairway.model.campaign.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A tenant as the API shows it and takes it; what is not given has its default.
@Schema(name = "Tenant")
record TenantBody(
    @Schema(readOnly = true, description = "As in the path.") String name,
    @Schema(readOnly = true, description = "Its short form; never reused.") int number,
    @Schema(
            minimum = "1",
            maximum = "1000",
            defaultValue = "1",
            description = "Share of a contended pool, relative to other tenants.")
        int weight,
    @Schema(
            minimum = "1",
            maximum = "10000",
            defaultValue = "100",
            description = "Tasks running at once, hard.")
        int maxInFlight,
    @Schema(
            minimum = "0",
            maximum = "1000000",
            defaultValue = "0",
            description = "Tasks started per second; 0 = no limit.")
        int ratePerSecond,
    @Schema(
            minimum = "1",
            maximum = "1000000",
            description = "Tasks that may start at once after idling; default maxInFlight.")
        int burst,
    @Schema(
            minimum = "100",
            maximum = "10000",
            nullable = true,
            description = "Tasks held in the fair queue; default 20 x maxInFlight in the range.")
        @Nullable Integer pushWindow,
    @Schema(
            minimum = "0",
            maximum = "100000000",
            defaultValue = "100000",
            description = "Tasks held durably beyond that before 429.")
        int maxBuffered,
    @Schema(
            description =
                "Name of its lead database; default the one with the fewest tenants. It never"
                    + " changes.")
        String database,
    @Schema(defaultValue = "UTC", description = "IANA time zone.") String zone,
    @Schema(
            enumeration = {"create", "ignore", "reject"},
            defaultValue = "create",
            description = "What an event about a lead nobody knows does.")
        String unknownLead,
    Limit communicationLimit,
    @Schema(
            defaultValue = "90d",
            description = "Days that activities are kept, 1d..3650d; an integer counts days.")
        String retention,
    @Schema(
            enumeration = {"active", "paused", "draining"},
            defaultValue = "active",
            description = "paused: accepted, not run. draining: what is there runs, nothing new.")
        String state) {

  /// Mails to one lead.
  @Schema(name = "CommunicationLimit", description = "Mails to one lead; 0 = no limit.")
  record Limit(
      @Schema(minimum = "0", maximum = "10000", defaultValue = "0") int perDay,
      @Schema(minimum = "0", maximum = "10000", defaultValue = "0") @JsonProperty("per7Days")
          int per7Days) {}

  static TenantBody of(Tenant tenant) {
    Tenant.Settings s = tenant.settings();
    return new TenantBody(
        tenant.name(),
        tenant.number(),
        s.weight(),
        s.maxInFlight(),
        s.ratePerSecond(),
        s.burst(),
        s.pushWindow().isPresent() ? (Integer) s.pushWindow().getAsInt() : null,
        s.maxBuffered(),
        s.database(),
        s.zone().getId(),
        Names.label(s.unknownLead()),
        new Limit(s.communicationLimit().perDay(), s.communicationLimit().per7Days()),
        s.retentionDays() + "d",
        Names.label(s.state()));
  }

  /// @param known the tenant as it is, if it is
  /// @param databases names of the lead databases
  /// @param emptiest where a new tenant goes
  static Tenant.Settings read(
      byte[] body, String name, Optional<Tenant> known, List<String> databases, String emptiest) {
    var problems = new ArrayList<Problem>();
    Given given = Given.body(body, problems);
    same(given, "name", name);
    known.ifPresentOrElse(
        tenant -> same(given, "number", (long) tenant.number()), () -> given.value("number"));
    int inFlight = given.integer("maxInFlight", 1, 10_000).orElse(100);
    OptionalInt window = given.integer("pushWindow", 100, 10_000);
    var settings =
        new Tenant.Settings(
            given.integer("weight", 1, 1_000).orElse(1),
            inFlight,
            given.integer("ratePerSecond", 0, 1_000_000).orElse(0),
            given.integer("burst", 1, 1_000_000).orElse(inFlight),
            window,
            given.integer("maxBuffered", 0, 100_000_000).orElse(100_000),
            database(given, known, databases, emptiest),
            TimeSettings.zone(given, "zone"),
            given
                .oneOf("unknownLead", Tenant.UnknownLead.values())
                .orElse(Tenant.UnknownLead.CREATE),
            limit(given),
            TimeSettings.days(given, "retention", 90),
            given.oneOf("state", Tenant.State.values()).orElse(Tenant.State.ACTIVE));
    given.nothingElse();
    if (!problems.isEmpty()) throw Refusals.invalid(problems);
    return settings;
  }

  /// What GET answers may be sent back as it is.
  private static void same(Given given, String key, Object truth) {
    if (given.value(key).filter(value -> !value.equals(truth)).isPresent())
      given.wrong(key, "cannot be changed", List.of(truth.toString()));
  }

  private static String database(
      Given given, Optional<Tenant> known, List<String> databases, String emptiest) {
    String now = known.map(tenant -> tenant.settings().database()).orElse(emptiest);
    String wanted = given.text("database", "a lead database's name").orElse(now);
    if (!databases.contains(wanted))
      given.wrong(
          "database",
          "there is no lead database " + Names.shown(wanted) + Nearest.hint(wanted, databases),
          databases);
    else if (known.isPresent() && !wanted.equals(now))
      given.wrong("database", "a tenant never moves: its leads are on " + now, List.of(now));
    return wanted;
  }

  private static Tenant.CommunicationLimit limit(Given given) {
    Optional<Given> limit = given.object("communicationLimit");
    if (limit.isEmpty()) return new Tenant.CommunicationLimit(0, 0);
    var read =
        new Tenant.CommunicationLimit(
            limit.get().integer("perDay", 0, 10_000).orElse(0),
            limit.get().integer("per7Days", 0, 10_000).orElse(0));
    limit.get().nothingElse();
    return read;
  }
}
