package dev.fairway.model.campaign;

import dev.fairway.model.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A campaign version: immutable, checked, ready to run.
///
/// @param filters who may enter
/// @param tokens `{{my.*}}`
public record Campaign(
    String name,
    List<Trigger> triggers,
    Filters filters,
    Qualification qualification,
    Priority priority,
    OnError onError,
    Map<String, String> tokens,
    List<Step> flow) {

  public enum OnError {
    CONTINUE,
    STOP,
    DEAD_LETTER
  }

  /// @param on CloudEvent type
  /// @param where CEL over `event` and `ce`
  public record Trigger(String on, Optional<Expression> where) {}

  /// A CEL source text, already type-checked.
  public record Expression(String source) {}

  /// A step of a flow.
  ///
  /// @param id unique in the campaign, kept across versions
  /// @param action its name in the catalogue
  /// @param with parameters as written, tokens unresolved
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
      Map<String, List<Step>> nested) {}

  /// @param when absent: otherwise
  /// @param nothing skip the step
  /// @param with merged key by key into the step's
  public record Choice(Optional<Condition> when, boolean nothing, Map<String, Object> with) {}

  public sealed interface Condition {
    record Cel(Expression expression) implements Condition {}

    record Rules(Filters filters) implements Condition {}
  }

  /// @param attempts tries of a step in all
  public record Retry(int attempts, Duration first, Duration max) {
    public static final Retry DEFAULT = new Retry(5, Duration.ofSeconds(5), Duration.ofMinutes(5));
  }
}
