package dev.fairway.model.campaign;

import dev.fairway.model.Priority;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// A campaign version: immutable, checked, ready to run without the schema it was checked against.
///
/// @param program that it belongs to: one of the assets
/// @param triggers of one with a schedule: the event by which its runs take leads in
/// @param schedule when it takes in leads by itself
/// @param filters who may enter
/// @param tokens `{{my.*}}`
/// @param fields types of the lead's fields that steps and choices name; a company's as
///   `company.x`, also where only expressions and tokens do
/// @param executable other campaigns run it as a child; nothing triggers it
/// @param exits what takes a lead out of the flow wherever it waits
/// @param assets declarations that steps name, as they were when it was saved
public record Campaign(
    String name,
    Optional<String> program,
    List<Trigger> triggers,
    Optional<Schedule> schedule,
    Filters filters,
    Qualification qualification,
    Priority priority,
    OnError onError,
    Map<String, String> tokens,
    Map<String, FieldType> fields,
    Assets assets,
    List<Exit> exits,
    boolean executable,
    List<Step> flow) {

  /// A campaign whose steps name no declarations, and that nothing takes its leads out of.
  public Campaign(
      String name,
      List<Trigger> triggers,
      Filters filters,
      Qualification qualification,
      Priority priority,
      OnError onError,
      Map<String, String> tokens,
      Map<String, FieldType> fields,
      List<Step> flow) {
    this(
        name,
        Optional.empty(),
        triggers,
        Optional.empty(),
        filters,
        qualification,
        priority,
        onError,
        tokens,
        fields,
        Assets.NONE,
        List.of(),
        false,
        flow);
  }

  /// Fields of companies stand in [#fields] under this and their name.
  public static final String COMPANY = "company.";

  /// Data of events that steps emit stand there under this.
  public static String eventField(String type, String name) {
    return "event " + type + " " + name;
  }

  /// Something in it looks at the lead's company.
  public boolean readsCompany() {
    for (String field : fields.keySet()) if (field.startsWith(COMPANY)) return true;
    return false;
  }

  /// The same with another flow.
  public Campaign with(List<Step> other) {
    return new Campaign(
        name,
        program,
        triggers,
        schedule,
        filters,
        qualification,
        priority,
        onError,
        tokens,
        fields,
        assets,
        exits,
        executable,
        other);
  }

  public enum OnError {
    CONTINUE("continue"),
    STOP("stop"),
    DEAD_LETTER("deadLetter");

    private final String label;

    OnError(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /// @param on CloudEvent type
  /// @param where CEL over `event`, `ce`, `campaign` and `now`; the lead is not read yet
  /// @param guards conditions that `where` implies, for the index; more may be needed to match
  public record Trigger(String on, Optional<Expression> where, List<Guard> guards) {}

  /// @param on CloudEvent types
  /// @param where CEL over the event, the lead, `campaign` and `now`
  public record Exit(List<String> on, Optional<Expression> where) {}

  /// The value at `path` is one of `values`.
  ///
  /// @param path `event.form`, `ce.source`
  /// @param values String, Long, Double; never a type's absent value
  public record Guard(String path, List<Object> values) {}

  /// A CEL source text, already type-checked.
  ///
  /// @param uses what is declared and it reads, as `lead.title`, `event.form` or
  ///   `programs/webinar.status`, with their types
  /// @param compiled the checked form in base64: running it needs neither parser nor schema
  public record Expression(String source, Map<String, FieldType> uses, String compiled) {}

  /// A step of a flow.
  ///
  /// @param id unique in the campaign, kept across versions
  /// @param action its name in the catalogue
  /// @param with parameters as written (text, list or map of text; an [Expression] where the
  ///   catalogue says so), tokens unresolved
  /// @param choices first match wins, then `with` alone
  /// @param nested sub-flows by key (then, onTimeout, ...); after one the step after this comes
  ///   next
  public record Step(
      String id,
      String action,
      Map<String, Object> with,
      List<Choice> choices,
      Retry retry,
      Optional<OnError> onError,
      Map<String, List<Step>> nested) {
    Step with(Map<String, List<Step>> flows) {
      return new Step(id, action, with, choices, retry, onError, flows);
    }
  }

  /// @param when absent: otherwise
  /// @param nothing skip the step
  /// @param with merged key by key into the step's
  public record Choice(Optional<Condition> when, boolean nothing, Map<String, Object> with) {}

  public sealed interface Condition {
    record Cel(Expression expression) implements Condition {}

    record Rules(Filters filters) implements Condition {}

    /// What it looks at, as [Scope#find] knows it: `lead.title`, `event.form`, `lists/vip`,
    /// `programs/webinar.status`.
    default Set<String> reads() {
      return switch (this) {
        case Cel(Expression expression) -> expression.uses().keySet();
        case Rules(Filters filters) ->
            filters.rules().stream()
                .flatMap(rule -> rule.reads().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
      };
    }
  }

  /// @param attempts tries of a step in all
  /// @param first delay after the first failure; doubles with each further one
  /// @param max no delay is longer
  public record Retry(int attempts, Duration first, Duration max) {
    public static final Retry DEFAULT = new Retry(5, Duration.ofSeconds(5), Duration.ofMinutes(5));

    public boolean exhausted(int failures) {
      return failures >= attempts;
    }

    /// How long to wait after the `failures`th failure: exponential, and of that a random share
    /// between half and all, so that tasks that failed together do not return together.
    ///
    /// @param failures 1 or more
    /// @param seed makes the draw repeatable, e.g. of task and progress
    public Duration delay(int failures, long seed) {
      if (failures < 1) throw new IllegalArgumentException("failures=" + failures);
      long ceiling = max.toMillis();
      long full = first.toMillis();
      for (int i = 1; i < failures && full < ceiling; i++) full *= 2;
      full = Math.min(full, ceiling);
      return Duration.ofMillis(full - new SplittableRandom(seed + failures).nextLong(full / 2 + 1));
    }
  }
}
