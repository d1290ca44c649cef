package dev.fairway.model.campaign;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.fairway.model.Memberships;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /// Counts what the lead has done.
    ///
    /// @param type of the activity
    /// @param done false: the rule holds for leads that have done it less often
    /// @param within how long ago at most; empty: ever
    /// @param atLeast how often, 1 to [History#MOST]
    /// @param where what its data must be like, all of it
    record OfActivity(
        String type, boolean done, Optional<Duration> within, int atLeast, List<OfField> where)
        implements Rule {
      /// How often the lead has done it, as far as its history goes back.
      public long count(Scope scope) {
        return RuleTest.count(this, scope);
      }

      private History.Need past() {
        Set<String> fields = where.stream().map(OfField::field).collect(toUnmodifiableSet());
        return new History.Need(Map.of(type, new History.Need.Part(within, fields)), Set.of());
      }
    }

    /// Asks whether the lead has entered a campaign.
    ///
    /// @param member false: the rule holds for those that have not
    /// @param within how long ago at most; empty: ever
    record OfCampaign(String campaign, boolean member, Optional<Duration> within) implements Rule {
      /// How far back a campaign is known to have been entered that a lead may enter every time: as
      /// long as tasks that ended are remembered.
      public static final Duration REMEMBERED = Duration.ofDays(14);

      /// When the lead entered it last.
      public Optional<Instant> entered(Scope scope) {
        return scope.history().lastEntry(campaign);
      }
    }

    /// Asks what the lead is a member of.
    ///
    /// @param name of the list, program, ...
    /// @param places statuses, stages or segments of which the lead is in one; empty: in any
    /// @param is false: the rule holds for all others
    record OfMembership(MembershipRule of, String name, List<String> places, boolean is)
        implements Rule {}

    /// What it looks at, see [Scope#find]; a sample looks at nothing, and nothing is found of a
    /// lead's past.
    default Optional<String> reads() {
      return switch (this) {
        case OfField field -> Optional.of("lead." + field.field());
        case OfActivity activity -> Optional.empty();
        case OfCampaign campaign -> Optional.empty();
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

  /// What must be known of the lead's past to test them.
  ///
  /// @param assets those that the rules name: segmentations have rules of their own
  public History.Need past(Assets assets) {
    History.Need need = History.Need.NONE;
    for (Rule rule : rules)
      need =
          need.and(
              switch (rule) {
                case Rule.OfActivity activity -> activity.past();
                case Rule.OfCampaign(String campaign, boolean member, var within) ->
                    new History.Need(Map.of(), Set.of(campaign));
                case Rule.OfMembership member ->
                    member.of() == MembershipRule.SEGMENT
                        ? past(assets.segmentation(member.name()), assets)
                        : History.Need.NONE;
                case Rule.OfField field -> History.Need.NONE;
                case Rule.RandomSample sample -> History.Need.NONE;
              });
    return need;
  }

  private static History.Need past(Declaration.Segmentation segmentation, Assets assets) {
    return segmentation.segments().stream()
        .flatMap(segment -> segment.filters().stream())
        .map(filters -> filters.past(assets))
        .reduce(History.Need.NONE, History.Need::and);
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
