package dev.fairway.world.history;

import java.util.List;

/// What the client knows of one event after all its deliveries. Times are of one monotonic clock,
/// in nanoseconds.
///
/// @param token what the campaigns append to the lead's trail for it; unique on its lead
/// @param submitted before the first byte of its first delivery
public record Sent(EventKey event, String lead, String token, long submitted, Fate fate) {

  /// How it ended for the client.
  public sealed interface Fate {
    /// @param answered when the first 2xx was there
    /// @param tasks as that answer, or a later one, told them
    record Accepted(long answered, List<TaskTold> tasks) implements Fate {
      public Accepted {
        tasks = List.copyOf(tasks);
      }
    }

    /// A final 4xx: it must never take effect.
    record Refused(int status) implements Fate {}

    /// Never answered: it may take effect once, or not.
    record InDoubt() implements Fate {}
  }

  /// @param state as told: accepted, buffered, duplicate, notQualified, expired
  public record TaskTold(String task, String campaign, String state) {
    /// @return whether its steps must take effect
    public boolean runs() {
      return !state.equals("notQualified") && !state.equals("expired");
    }
  }

  /// The end of the time in which it may have been accepted; [Long#MAX_VALUE] if it never was.
  public long answered() {
    return fate instanceof Fate.Accepted accepted ? accepted.answered() : Long.MAX_VALUE;
  }
}
