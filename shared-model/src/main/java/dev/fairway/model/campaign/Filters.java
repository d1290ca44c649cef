package dev.fairway.model.campaign;

import java.util.List;

/// Rules over a lead, and how they combine.
public record Filters(Match match, List<Rule> rules) {
  public static final Filters NONE = new Filters(new Match.All(), List.of());

  /// How the rules' results combine; numbers are 1-based places in the list.
  public sealed interface Match {
    record All() implements Match {}

    record Any() implements Match {}

    record Advanced(Node root) implements Match {}
  }

  public sealed interface Node {
    record Leaf(int rule) implements Node {}

    record And(List<Node> parts) implements Node {}

    record Or(List<Node> parts) implements Node {}
  }

  /// @param value operands, already of the field's type; empty for "is empty"
  public record Rule(String field, FieldType type, Operator op, List<Object> value) {}
}
