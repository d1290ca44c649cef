package dev.fairway.model.campaign;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Every action there is. Adding one to the language is one entry in its family's list.
public final class Catalogue {
  public static final String WAIT_UNTIL = "wait.until";
  public static final String CAMPAIGN_EXECUTE = "campaign.execute";
  public static final String CAMPAIGN_REQUEST = "campaign.request";
  public static final String FLOW_REMOVE = "flow.remove";
  public static final String JUMP = "flow.jump";

  /// What a jump names.
  static final String STEP = "step";

  public static final String THEN = "then";
  public static final String ON_TIMEOUT = "onTimeout";

  /// What `flow.run` has inside once its campaign is saved.
  public static final String FLOW = "flow";

  public static final Catalogue STANDARD =
      new Catalogue(
          Stream.of(
                  PersonActions.ALL,
                  ScoringActions.ALL,
                  MembershipActions.ALL,
                  ProgramActions.ALL,
                  IntegrationActions.ALL,
                  FlowActions.ALL)
              .flatMap(List::stream)
              .toList());

  private final Map<String, ActionSpec> actions = new LinkedHashMap<>();

  public Catalogue(List<ActionSpec> specs) {
    for (ActionSpec spec : specs) actions.put(spec.name(), spec);
  }

  public Optional<ActionSpec> find(String name) {
    return Optional.ofNullable(actions.get(name));
  }

  /// @throws IllegalArgumentException if there is no such action: a checked campaign names none
  public ActionSpec get(String name) {
    return find(name).orElseThrow(() -> new IllegalArgumentException("no action " + name));
  }

  public Set<String> names() {
    return actions.keySet();
  }

  /// May a child campaign do it? What waits or calls out would hold its parent up.
  public static boolean inChild(String action) {
    return !action.startsWith("wait.")
        && !List.of("webhook.call", "service.call", "function.call").contains(action);
  }

  public boolean control(Step step) {
    return get(step.action()).control();
  }

  /// The family that executes a step. Control goes with what probably comes next: any family can
  /// execute it, and then need not hand the task on.
  public Family family(Campaign campaign, Step step) {
    Step ahead = step;
    while (control(ahead)) {
      Optional<Step> next = ahead.nested().values().stream().map(List::getFirst).findFirst();
      if (next.isEmpty()) next = Flow.after(campaign, ahead.id());
      if (next.isEmpty()) break;
      ahead = next.get();
    }
    return get(ahead.action()).family();
  }

  /// Of a campaign that names none: high if any action is, low if all are, else normal. Short waits
  /// make it normal, as somebody may be looking.
  public Priority priority(List<Step> flow) {
    boolean low = true;
    for (Step step : flow) {
      Priority own = waitsShortly(step) ? Priority.NORMAL : get(step.action()).priority();
      for (List<Step> nested : step.nested().values()) own = higher(own, priority(nested));
      if (own == Priority.HIGH) return own;
      low &= own == Priority.LOW;
    }
    return low ? Priority.LOW : Priority.NORMAL;
  }

  private static boolean waitsShortly(Step step) {
    return step.action().equals("wait.for")
        && step.with().get("duration") instanceof String text
        && DurationText.parse(text) instanceof DurationText.Parsed.Span(Duration span)
        && span.compareTo(Duration.ofMinutes(5)) <= 0;
  }

  private static Priority higher(Priority a, Priority b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
