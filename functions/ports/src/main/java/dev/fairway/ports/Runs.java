package dev.fairway.ports;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Runs of campaigns that have a schedule, in the control database: for each campaign its next run,
/// and the one under way or ended last. A run is worked on by one holder at a time, in pages;
/// whoever comes after it goes on from the page that was saved last.
public interface Runs {
  enum State {
    /// Are there more leads than it may take?
    COUNTING,
    ENTERING,
    DONE,
    /// Nobody entered.
    ABORTED,
    /// Its campaign takes nobody in any more; who had entered goes on.
    STOPPED;

    public boolean underWay() {
      return this == COUNTING || this == ENTERING;
    }
  }

  /// @param due when it was to begin; with its campaign this is what makes it the same run
  /// @param after id of the last lead of the last page; empty: none yet
  /// @param members who entered; while it is counted and if it is aborted, who would
  /// @param reason why it was aborted or stopped
  record Run(
      Instant due,
      Instant started,
      Optional<Instant> ended,
      State state,
      String after,
      int members,
      Optional<String> reason) {}

  /// @param next none while a run is under way, or if the campaign is not active
  record Plan(Optional<Instant> next, Optional<Run> last) {}

  /// A run that the caller works on.
  ///
  /// @param tenant its number
  /// @param name of the campaign
  /// @param definition of the active version; empty if the campaign takes nobody in by a schedule
  /// @param holder what tells this work from that of another
  record Held(
      int tenant,
      int campaign,
      String name,
      Optional<Map<String, Object>> definition,
      Run run,
      String holder) {}

  /// When a campaign runs next. A run that is due already, of an active campaign, comes first.
  Uni<Void> plan(int tenant, int campaign, Instant next);

  /// A run is due, or under way without a holder.
  Uni<Boolean> pending();

  /// One of them; if it is due, it has begun with this.
  ///
  /// @param lease how long the caller may be silent before another may have the run
  Uni<Optional<Held>> hold(Duration lease);

  /// How far the run has come; it stays with its holder if `lease` is not zero and it is under way.
  ///
  /// @param next for the plan, if the run has ended
  /// @return false if somebody else has it: nothing was saved
  Uni<Boolean> save(Held held, Run progress, Optional<Instant> next, Duration lease);

  Uni<Plan> of(int tenant, int campaign);

  /// The control database's clock.
  Uni<Instant> now();
}
