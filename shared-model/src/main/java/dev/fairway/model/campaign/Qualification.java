package dev.fairway.model.campaign;

import java.time.Duration;

/// How often a lead may enter a campaign.
public sealed interface Qualification {
  record Once() implements Qualification {}

  record Every() implements Qualification {}

  /// Again when `period` has passed since the last entry.
  record Per(Duration period) implements Qualification {
    public Per {
      if (!period.isPositive()) throw new IllegalArgumentException("period=" + period);
    }
  }
}
