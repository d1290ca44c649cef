package dev.fairway.ports.memory;

import java.util.Comparator;

/// A deadline or due time of a lead's head (or, with lead 0 and a name of its own, of a tenant).
///
/// @param at milliseconds since the epoch
/// @param name breaks ties
record Timed(long at, String name, int tenant, long lead) implements Comparable<Timed> {
  private static final Comparator<Timed> ORDER =
      Comparator.comparingLong(Timed::at).thenComparing(Timed::name);

  static Timed head(long at, int tenant, long lead) {
    return new Timed(at, "h|" + tenant + "|" + lead, tenant, lead);
  }

  static Timed parked(long at, int tenant) {
    return new Timed(at, "p|" + tenant, tenant, 0);
  }

  boolean ofHead() {
    return name.startsWith("h");
  }

  @Override
  public int compareTo(Timed other) {
    return ORDER.compare(this, other);
  }
}
