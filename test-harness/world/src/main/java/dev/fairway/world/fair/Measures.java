package dev.fairway.world.fair;

/// What one runner did with one scenario. Not a number: there is nothing to say.
///
/// @param byCount fairness if every task costs 1
/// @param byTime fairness if a task costs the time it ran
/// @param firstSlot most tasks of others that were handed out between a tenant's becoming eligible
///   and its first task
/// @param workConservation makespan over the least that slots, arrivals, caps and lines allow;
///   infinite if not all has ended
/// @param storeMicrosPerTask CPU of the runner's Redis
/// @param lightWaits of the light tenants, or of all where none is light
public record Measures(
    Shares byCount,
    Shares byTime,
    int firstSlot,
    double workConservation,
    double tasksPerSecond,
    double storeMicrosPerTask,
    Waits lightWaits,
    Faults faults) {

  /// @param boundRatio largest lead of one contended tenant over another, in units of the bound of
  ///   start-time fair queueing: at most 1 if that is kept
  /// @param jain of service over entitlement, 1 is best; not a number if fewer than two tenants
  ///   were entitled to enough to tell
  /// @param worstShare least service over entitlement of any tenant
  public record Shares(double boundRatio, double jain, double worstShare) {}

  /// What must not happen, counted.
  ///
  /// @param swapped tasks that started before an earlier one of their key had started
  /// @param overlapping tasks that started while an earlier one of their key ran
  /// @param overCap starts beyond the tenant's limit
  /// @param overSlots starts beyond the slots there are
  /// @param whilePaused starts of a paused tenant
  /// @param lost never ended, though there was time
  /// @param unfinished not ended when time was up
  /// @param duplicates executions that ended after another of the same task had ended
  public record Faults(
      int swapped,
      int overlapping,
      int overCap,
      int overSlots,
      int whilePaused,
      int lost,
      int unfinished,
      int duplicates) {
    static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0);
  }
}
