package dev.fairway.model;

import java.util.Locale;

/// The action families; one function executes each.
public enum Family {
  PERSON(Pool.DB),
  SCORING(Pool.DB),
  MEMBERSHIP(Pool.DB),
  PROGRAM(Pool.DB),
  FLOW(Pool.DB),
  MESSAGING(Pool.MESSAGING),
  CRM(Pool.CRM),
  AUDIENCE(Pool.AUDIENCE),
  INTEGRATION(Pool.INTEGRATION);

  private final Pool pool;

  Family(Pool pool) {
    this.pool = pool;
  }

  public Pool pool() {
    return pool;
  }

  /// As it stands in keys, events and metrics.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @throws IllegalArgumentException if there is no such family
  public static Family of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
