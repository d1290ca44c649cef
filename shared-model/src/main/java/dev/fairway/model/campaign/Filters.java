package dev.fairway.model.campaign;

import dev.fairway.model.Memberships;
import java.util.List;
import java.util.Optional;

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

  public sealed interface Rule {
    /// Compares a field of the lead.
    ///
    /// @param value operands, in the form of the field's type; a datetime field may also be
    ///   compared with a date, which is that day in the tenant's zone; a [java.time.Duration] or
    ///   [TimeFrame] where the operator takes one; empty for "is empty"
    record OfField(String field, FieldType type, Operator op, List<Object> value) implements Rule {}

    /// Takes the lead or leaves it, in one place always the same way.
    ///
    /// @param percent of all leads, 1 to 100; who is in a smaller sample is in a larger one, too
    record RandomSample(int percent) implements Rule {}

    /// Asks what the lead is a member of.
    ///
    /// @param name of the list, program, ...
    /// @param places statuses, stages or segments of which the lead is in one; empty: in any
    /// @param is false: the rule holds for all others
    record OfMembership(MembershipRule of, String name, List<String> places, boolean is)
        implements Rule {}

    /// What it looks at, see [Scope#find]; a sample looks at nothing.
    default Optional<String> reads() {
      return switch (this) {
        case OfField field -> Optional.of("lead." + field.field());
        case RandomSample sample -> Optional.empty();
        case OfMembership(var of, String name, List<String> places, boolean is) -> {
          String entry = new Memberships.Key(of.kind(), name).toString();
          yield Optional.of(places.isEmpty() ? entry : entry + "." + of.attribute());
        }
      };
    }
  }

  /// Do the rules hold for the lead of `scope`? Samples are drawn for the campaign.
  public boolean test(Scope scope) {
    return test(scope, scope.campaign());
  }

  /// Which of the rules hold, in their order.
  public List<Boolean> each(Scope scope) {
    return rules.stream().map(rule -> RuleTest.holds(rule, scope, scope.campaign())).toList();
  }

  /// @param place what the rules decide: samples of two places are independent of one another
  boolean test(Scope scope, String place) {
    if (rules.isEmpty()) return true;
    return switch (match) {
      case Match.All() -> rules.stream().allMatch(rule -> RuleTest.holds(rule, scope, place));
      case Match.Any() -> rules.stream().anyMatch(rule -> RuleTest.holds(rule, scope, place));
      case Match.Advanced(Node root) -> holds(root, scope, place);
    };
  }

  private boolean holds(Node node, Scope scope, String place) {
    return switch (node) {
      case Node.Leaf(int rule) -> RuleTest.holds(rules.get(rule - 1), scope, place);
      case Node.And(List<Node> parts) -> parts.stream().allMatch(part -> holds(part, scope, place));
      case Node.Or(List<Node> parts) -> parts.stream().anyMatch(part -> holds(part, scope, place));
    };
  }
}
