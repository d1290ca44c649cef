package dev.fairway.model.campaign;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import java.util.List;
import java.util.Optional;

/// One action of the catalogue: all that reading, checking and resolving a step need to know.
///
/// @param priority what it makes of a campaign that names no priority, see [Catalogue#priority]
/// @param anyOf if not empty, at least one of these parameters must be there
/// @param nesting which flows it may have inside
/// @param control it only says where the flow goes on, or when: every family executes it
public record ActionSpec(
    String name,
    Family family,
    Priority priority,
    List<ParameterSpec> parameters,
    List<String> anyOf,
    Nesting nesting,
    boolean control,
    String description) {

  /// Flows inside a step, by their keys in [Campaign.Step#nested].
  public sealed interface Nesting {
    Nesting NONE = new Named(List.of());

    /// Under keys of their own beside `with`.
    record Named(List<String> keys) implements Nesting {}

    /// `cases: [{when, flow}], otherwise`: keys 1, 2, ... and `otherwise`; which one it is stands
    /// in the parameter `branch`, which the cases set as choices do.
    record Cases() implements Nesting {}

    /// `branches: [{weight, flow}]`: keys 1, 2, ...; the weights stand in the parameter `weights`.
    record Branches() implements Nesting {}
  }

  public Optional<ParameterSpec> parameter(String name) {
    return parameters.stream().filter(parameter -> parameter.name().equals(name)).findFirst();
  }

  public List<String> parameterNames() {
    return parameters.stream().map(ParameterSpec::name).toList();
  }

  /// @param fallback value as text if absent; empty = none
  /// @param allowed the only values, as text; empty = any of the type
  public record ParameterSpec(
      String name,
      ParameterType type,
      boolean required,
      Optional<String> fallback,
      List<String> allowed,
      String description) {}

  /// What a parameter holds, and as what [Parameters] hands it to the action.
  public enum ParameterType {
    /// String.
    TEXT("text"),
    /// Name of a field of the lead; takes no tokens, so that what it holds can be checked. String.
    FIELD("field"),
    /// The same, of a text or list field.
    TEXT_FIELD("text field"),
    /// The same, of a score field.
    SCORE_FIELD("score field"),
    /// A value of the type of the field that `attribute` names; absent in the result = unset it.
    VALUE("value"),
    /// Fields and their values. [dev.fairway.model.LeadPatch].
    FIELDS("fields"),
    /// [ScoreChange].
    SCORE_CHANGE("score change"),
    /// Long.
    INTEGER("integer"),
    /// Boolean.
    BOOLEAN("boolean"),
    /// List of String.
    STRINGS("list of texts"),
    /// Such as `2d12h`; [java.time.Duration].
    DURATION("duration"),
    /// A duration with a sign, `-3d`; [java.time.Duration].
    OFFSET("offset"),
    /// `[mon, fri]`; takes no tokens. Set of [java.time.DayOfWeek].
    WEEKDAYS("days of the week"),
    /// `09:00`; [java.time.LocalTime].
    TIME("time of day"),
    /// [java.time.LocalDate].
    DATE("date"),
    /// `lead`, `tenant` or an IANA name. String.
    ZONE("time zone"),
    /// Types of CloudEvents; takes no tokens. List of String.
    EVENT_TYPES("event types"),
    /// CEL that is true or false over the lead and an event of the types that `on` names; no
    /// tokens. [Campaign.Expression].
    CONDITION("condition"),
    /// Id of a step of the same campaign; takes no tokens. String.
    STEP("step"),
    /// CEL whose result suits the field that `attribute` names; no tokens. [Campaign.Expression].
    EXPRESSION("expression");

    private final String label;

    ParameterType(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    public boolean namesField() {
      return this == FIELD || this == TEXT_FIELD || this == SCORE_FIELD;
    }
  }
}
