package dev.fairway.model;

/// One fair queue's home: a lead database and a number within it (0 unless Redis needs more room).
public record Shard(String database, int number) {
  /// The Redis hash tag, without braces.
  public String tag() {
    return database + ":" + number;
  }

  /// @throws IllegalArgumentException if `tag` is not one of ours
  public static Shard parse(String tag) {
    int colon = tag.lastIndexOf(':');
    if (colon < 1) throw new IllegalArgumentException("shard=" + tag);
    return new Shard(tag.substring(0, colon), Integer.parseInt(tag.substring(colon + 1)));
  }
}
