package dev.fairway.model.campaign;

import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import java.util.List;
import java.util.Optional;

/// One action of the catalogue: all that reading, checking and resolving a step need to know.
///
/// @param priority what it makes of a campaign that names no priority, see [Catalogue#priority]
/// @param anyOf if not empty, at least one of these parameters must be there
/// @param nested keys of sub-flows it may have
public record ActionSpec(
    String name,
    Family family,
    Priority priority,
    List<ParameterSpec> parameters,
    List<String> anyOf,
    List<String> nested,
    String description) {

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
    /// String of a-z, 0-9 and -.
    NAME("name"),
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
    /// String, as [FieldType#DATE].
    DATE("date"),
    /// String, as [FieldType#DATETIME].
    DATETIME("datetime"),
    /// List of String.
    STRINGS("list of texts"),
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
