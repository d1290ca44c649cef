package dev.fairway.model;

import java.util.List;

/// Outcomes of (part of) a request (`dev.fairway.actions.completed`).
///
/// @param last no more outcomes come for this request: its credit is released
public record Completion(
    Shard shard, Family family, boolean suspect, String credit, boolean last, List<Item> items) {

  /// Nothing more comes for the request.
  public static Completion of(ActionRequest request, List<Item> items) {
    return new Completion(
        request.shard(), request.family(), request.suspect(), request.credit(), true, items);
  }

  /// @param costMicros machine time it really took
  public record Item(Lease lease, Outcome outcome, long costMicros) {}
}
