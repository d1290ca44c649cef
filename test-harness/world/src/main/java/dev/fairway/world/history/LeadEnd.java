package dev.fairway.world.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A lead after everything has drained.
///
/// @param ledgers by campaign: the fields that this campaign alone writes
/// @param effects steps that took effect, by the lead's activities, in any order
public record LeadEnd(
    String tenant, String lead, Map<String, Ledger> ledgers, List<Effect> effects) {

  public LeadEnd {
    ledgers = Map.copyOf(ledgers);
    effects = List.copyOf(effects);
  }

  /// @param trail tokens in the order they were appended
  /// @param score one for each task that ran
  public record Ledger(List<String> trail, long score) {
    public Ledger {
      trail = List.copyOf(trail);
    }
  }

  /// @param seq order of the lead's activities
  /// @param at by the database's clock; not used to judge
  public record Effect(long seq, Instant at, String task, String campaign, String step) {}
}
