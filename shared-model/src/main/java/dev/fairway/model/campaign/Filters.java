package dev.fairway.model.campaign;

import java.util.List;

/// Rules over a lead, and how they combine. No rules: everybody.
public record Filters(Match match, List<Rule> rules) {
  public static final Filters NONE = new Filters(new Match.All(), List.of());

  /// How the rules' results combine.
  public sealed interface Match {
    record All() implements Match {}

    record Any() implements Match {}

    record Advanced(Node root) implements Match {}
  }

  /// Numbers are 1-based places in the list of rules.
  public sealed interface Node {
    record Leaf(int rule) implements Node {}

    record And(List<Node> parts) implements Node {}

    record Or(List<Node> parts) implements Node {}
  }

  /// @param value operands, in the form of the field's type; a datetime field may also be compared
  ///   with a date, which is that day in the tenant's zone; empty for "is empty"
  public record Rule(String field, FieldType type, Operator op, List<Object> value) {}

  /// Do the rules hold for the lead of `scope`?
  public boolean test(Scope scope) {
    if (rules.isEmpty()) return true;
    return switch (match) {
      case Match.All() -> rules.stream().allMatch(rule -> RuleTest.holds(rule, scope));
      case Match.Any() -> rules.stream().anyMatch(rule -> RuleTest.holds(rule, scope));
      case Match.Advanced(Node root) -> holds(root, scope);
    };
  }

  private boolean holds(Node node, Scope scope) {
    return switch (node) {
      case Node.Leaf(int rule) -> RuleTest.holds(rules.get(rule - 1), scope);
      case Node.And(List<Node> parts) -> parts.stream().allMatch(part -> holds(part, scope));
      case Node.Or(List<Node> parts) -> parts.stream().anyMatch(part -> holds(part, scope));
    };
  }
}
