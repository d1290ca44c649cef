package dev.fairway.model;

/// What tasks contend for; each pool has a fair queue of its own.
public enum Pool {
  DB,
  MESSAGING,
  CRM,
  AUDIENCE,
  INTEGRATION;

  /// As it stands in keys, events and metrics.
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
