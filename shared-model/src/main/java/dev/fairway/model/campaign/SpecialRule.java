package dev.fairway.model.campaign;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Rules that have a name of their own in campaign files: a sample, and the standard fields that
/// keep a lead from being written to.
public enum SpecialRule {
  RANDOM_SAMPLE("random sample", ""),
  UNSUBSCRIBED("unsubscribed", "unsubscribed"),
  MARKETING_SUSPENDED("marketing suspended", "suspended"),
  BLOCKLISTED("blocklisted", "blocklisted"),
  EMAIL_INVALID("email invalid", "emailInvalid");

  private final String label;
  private final String field;

  SpecialRule(String label, String field) {
    this.label = label;
    this.field = field;
  }

  public String label() {
    return label;
  }

  /// The standard boolean field it reads, if it is about one.
  public Optional<String> field() {
    return field.isEmpty() ? Optional.empty() : Optional.of(field);
  }

  public static Optional<SpecialRule> of(String label) {
    return Arrays.stream(values()).filter(rule -> rule.label.equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(SpecialRule::label).toList();
  }
}
