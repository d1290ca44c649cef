package dev.fairway.world.history;

/// One broken promise, with what is needed to look for it.
public sealed interface Violation {
  /// Answered 2xx, and (part of) its effect is missing.
  record Lost(EventKey event, String lead, String campaign, String where) implements Violation {}

  /// An effect that is there more than once.
  record Duplicated(String tenant, String lead, String campaign, String what, long times)
      implements Violation {}

  /// An effect nobody asked for, or of an event that was refused.
  record Unasked(String tenant, String lead, String campaign, String what) implements Violation {}

  /// `first` was answered before `second` was submitted, yet took effect after it.
  record Swapped(EventKey first, EventKey second, String lead, String where) implements Violation {}

  /// The score is not the number of tasks that ran.
  record Miscounted(String tenant, String lead, String campaign, long score, long ran)
      implements Violation {}

  /// Answered 2xx, but the answer does not tell a running task of this campaign.
  record Unmatched(EventKey event, String campaign, String told) implements Violation {}

  /// A lead that was written to is not there.
  record Vanished(String tenant, String lead) implements Violation {}
}
