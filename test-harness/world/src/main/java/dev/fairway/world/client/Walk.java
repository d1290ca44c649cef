package dev.fairway.world.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.history.EventKey;
import dev.fairway.world.history.LeadEnd;
import dev.fairway.world.history.LeadEnd.Effect;
import dev.fairway.world.history.LeadEnd.Ledger;
import dev.fairway.world.history.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The campaign that shows every mistake: it appends the event's number to the lead's trail and
/// adds one to its score, two steps of two families. A step done twice stands twice in the trail, a
/// swap is seen in its order, a lost one is missing, and the score must be the count.
public final class Walk {
  public static final String CAMPAIGN = "walk";
  public static final String TYPE = "world.stepped";
  public static final String APPEND = "append";
  public static final String SCORE = "score";
  public static final Plan PLAN = new Plan(Map.of(CAMPAIGN, List.of(APPEND, SCORE)));

  private static final String FIELDS =
      """
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { trail: text, steps: score }
      ---
      apiVersion: fairway.dev/v1
      kind: EventType
      metadata: { name: world.stepped }
      spec: { data: { n: integer, mark: string } }
      """;
  private static final String YAML =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: walk }
      spec:
        triggers:
          - on: world.stepped
        qualification: every
        flow:
          - step: append
            do: person.append
            with: { attribute: trail, value: "{{trigger.n}}", separator: "," }
          - step: score
            do: score.change
            with: { score: steps, change: "+1" }
      """;

  private Walk() {}

  /// Makes a tenant whose leads walk.
  ///
  /// @param settings JSON of the tenant
  public static void prepare(Console console, String tenant, String settings) {
    console.tenant(tenant, settings);
    console.apply(tenant, FIELDS);
    console.activate(tenant, CAMPAIGN, YAML);
  }

  /// The `n`th event of a lead.
  public static Event event(String tenant, String source, String lead, long n) {
    return new Event(new EventKey(tenant, source, lead + "-" + n), TYPE, lead, n);
  }

  /// The lead as the API tells it: first what happened to it, then its fields, so that they are
  /// never older than what is told to have happened.
  public static Optional<LeadEnd> end(Console console, String tenant, String lead) {
    List<Effect> effects =
        console.activities(tenant, lead).stream()
            .filter(a -> !a.path("step").asText("").isEmpty() && !a.path("step").isNull())
            .map(Walk::effect)
            .toList();
    return console
        .lead(tenant, lead)
        .map(node -> node.path("fields"))
        .map(fields -> new LeadEnd(tenant, lead, Map.of(CAMPAIGN, ledger(fields)), effects));
  }

  private static Effect effect(JsonNode activity) {
    return new Effect(
        activity.path("seq").asLong(),
        Instant.parse(activity.path("at").asText()),
        activity.path("task").asText(),
        activity.path("campaign").asText(),
        activity.path("step").asText());
  }

  private static Ledger ledger(JsonNode fields) {
    String trail = fields.path("trail").asText("");
    return new Ledger(
        trail.isEmpty() ? List.of() : List.of(trail.split(",")), fields.path("steps").asLong(0));
  }
}
