package dev.fairway.model;

import java.time.ZoneId;
import java.util.OptionalInt;

/// A tenant as the control database knows it.
///
/// @param number its short form in keys and rows; never reused
/// @param stamp grows with every change of its campaigns, fields or event types
public record Tenant(int number, String name, long stamp, Settings settings) {

  public enum State {
    ACTIVE,
    PAUSED,
    DRAINING
  }

  public enum UnknownLead {
    CREATE,
    IGNORE,
    REJECT
  }

  /// @param weight share of a contended pool, relative to other tenants
  /// @param maxInFlight tasks running at once, hard
  /// @param ratePerSecond tasks started per second; 0 = no limit
  /// @param burst tasks that may start at once after idling; used with a rate
  /// @param pushWindow tasks held in the fair queue before buffering; empty = 20 x maxInFlight
  /// @param maxBuffered tasks held durably beyond that before 429
  /// @param database name of its lead database
  /// @param retentionDays days that activities are kept
  public record Settings(
      int weight,
      int maxInFlight,
      int ratePerSecond,
      int burst,
      OptionalInt pushWindow,
      int maxBuffered,
      String database,
      ZoneId zone,
      UnknownLead unknownLead,
      CommunicationLimit communicationLimit,
      int retentionDays,
      State state) {

    /// pushWindow as given, or 20 x maxInFlight within 100..10,000.
    public int window() {
      return pushWindow.orElse(Math.clamp(20L * maxInFlight, 100, 10_000));
    }

    public Settings on(String other) {
      return new Settings(
          weight,
          maxInFlight,
          ratePerSecond,
          burst,
          pushWindow,
          maxBuffered,
          other,
          zone,
          unknownLead,
          communicationLimit,
          retentionDays,
          state);
    }

    public Settings with(State other) {
      return new Settings(
          weight,
          maxInFlight,
          ratePerSecond,
          burst,
          pushWindow,
          maxBuffered,
          database,
          zone,
          unknownLead,
          communicationLimit,
          retentionDays,
          other);
    }

    public Settings with(UnknownLead other) {
      return new Settings(
          weight,
          maxInFlight,
          ratePerSecond,
          burst,
          pushWindow,
          maxBuffered,
          database,
          zone,
          other,
          communicationLimit,
          retentionDays,
          state);
    }

    /// @param window tasks held in the fair queue
    /// @param beyond tasks held durably beyond that
    public Settings holding(int window, int beyond) {
      return new Settings(
          weight,
          maxInFlight,
          ratePerSecond,
          burst,
          OptionalInt.of(window),
          beyond,
          database,
          zone,
          unknownLead,
          communicationLimit,
          retentionDays,
          state);
    }
  }

  /// Mails to one lead; 0 = no limit.
  public record CommunicationLimit(int perDay, int per7Days) {}

  public Shard shard() {
    return new Shard(settings.database(), 0);
  }
}
