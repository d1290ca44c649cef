package dev.fairway.console;

import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships;
import dev.fairway.model.campaign.Problem;
import dev.fairway.visit.Simulation.Later;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What is to be simulated, as it was sent and checked.
///
/// @param version empty: the newest
/// @param later what comes after the event by which the lead enters
record SimulateRequest(
    Who lead,
    String type,
    Map<String, Object> data,
    String source,
    String id,
    List<Later> later,
    OptionalInt version) {
  private static final int MOST_EVENTS = 100;
  private static final String SIMULATED = "simulated";

  sealed interface Who {}

  record Stored(String id) implements Who {}

  record MadeUp(Lead lead) implements Who {}

  /// For the description of the API.
  @Schema(name = "Simulate")
  record Body(
      @Schema(
              required = true,
              description =
                  "A lead's id, or one that is made up: {id, fields, memberships}, all optional.")
          Object lead,
      @Schema(
              required = true,
              description =
                  "By which it enters; type campaign.scheduled if the campaign has a schedule.")
          Trigger event,
      @Schema(
              description =
                  "What comes later, at most 100: after is counted from the entry; without it an"
                      + " event comes as soon as the flow waits for its type.")
          @Nullable List<Coming> events,
      @Schema(description = "Of the campaign; default the newest.") @Nullable Integer version) {}

  @Schema(name = "SimulateEvent")
  record Trigger(
      @Schema(required = true) String type,
      @Nullable Map<String, Object> data,
      @Schema(defaultValue = "/simulated") @Nullable String source,
      @Schema(defaultValue = "simulated") @Nullable String id) {}

  @Schema(name = "SimulateLater")
  record Coming(
      @Schema(required = true) String type,
      @Nullable Map<String, Object> data,
      @Schema(description = "Such as 1d12h.") @Nullable String after) {}

  /// The event by which the lead enters.
  Event event(String subject, Instant now) {
    return new Event(
        source,
        id,
        type,
        Optional.of(subject),
        Optional.of(now),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        data);
  }

  static SimulateRequest read(byte[] body, SentFields fields) {
    var problems = new ArrayList<Problem>();
    var given = Given.body(body, problems);
    Who lead = lead(given, fields, problems);
    given.needed("event", "{\"type\": ..., \"data\": {...}}");
    var event =
        given
            .object("event")
            .orElseGet(() -> new Given(Map.of("type", SIMULATED), "event", problems));
    var request =
        new SimulateRequest(
            lead,
            type(event),
            event.map("data").orElse(Map.of()),
            event.text("source", "a URI").orElse("/" + SIMULATED),
            event.text("id", "any text").orElse(SIMULATED),
            given.objects("events", MOST_EVENTS).stream().map(SimulateRequest::later).toList(),
            given.integer("version", 1, Integer.MAX_VALUE));
    event.nothingElse();
    given.nothingElse();
    if (!problems.isEmpty()) throw Refusals.invalid(problems);
    return request;
  }

  private static String type(Given event) {
    event.needed("type", "an event type such as person.formFilled");
    return event.text("type", "an event type such as person.formFilled").orElse("");
  }

  private static Later later(Given event) {
    Optional<String> after = event.text("after", TimeSettings.DURATION);
    Optional<Duration> length = after.flatMap(TimeSettings::duration);
    if (after.isPresent() && length.isEmpty())
      event.wrong("after", "is no duration", List.of(TimeSettings.DURATION));
    var later = new Later(type(event), event.map("data").orElse(Map.of()), length);
    event.nothingElse();
    return later;
  }

  private static Who lead(Given given, SentFields fields, List<Problem> problems) {
    Optional<Object> value =
        given.needed("lead", "a lead's id, or {\"fields\": {...}, \"memberships\": {...}}");
    if (value.isPresent() && value.get() instanceof String id) return new Stored(id);
    Optional<Given> record = given.object("lead");
    if (record.isEmpty()) return new Stored(SIMULATED);
    String id = record.get().text("id", "a lead's id").orElse(SIMULATED);
    Names.leadProblem(id).ifPresent(wrong -> record.get().wrong("id", wrong, List.of()));
    Map<String, Object> named = record.get().map("fields").orElse(Map.of());
    LeadPatch patch = fields.read(Map.of("fields", named), problems);
    Memberships memberships =
        record
            .get()
            .object("memberships")
            .map(SimulateRequest::memberships)
            .orElse(Memberships.NONE);
    record.get().nothingElse();
    return new MadeUp(new Lead(0, id, 1, patch.set(), memberships));
  }

  /// Kind, name, and what is known of it.
  private static Memberships memberships(Given given) {
    Map<String, Object> read = new LinkedHashMap<>();
    for (Memberships.Kind kind : Memberships.Kind.values()) {
      Map<String, Object> names = given.map(kind.label()).orElse(Map.of());
      if (names.values().stream().allMatch(Map.class::isInstance)) {
        if (!names.isEmpty()) read.put(kind.label(), names);
      } else
        given.wrong(
            kind.label(),
            "must have an object for each name",
            List.of("{\"a-name\": {\"status\": ...}}"));
    }
    given.nothingElse();
    return Memberships.of(read);
  }
}
